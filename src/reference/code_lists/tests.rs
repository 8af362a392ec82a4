//! Every enum that is a code list has exactly the words of its list.

use std::collections::BTreeSet;

use super::store::{LISTS, find, label};
use crate::audit::AuditAction;
use crate::auth::{Level, Scope};
use crate::businesses::classification::{IkmClass, IkmReason, Scale, ScaleBasis, ScaleReason};
use crate::businesses::licenses::{LicenseStatus, LicenseType};
use crate::businesses::market_channels::MarketChannelType;
use crate::businesses::milestones::MilestoneKind;
use crate::businesses::products::{CapacityPeriod, ProductCategory};
use crate::businesses::snapshots::{GuidanceOrganizer, GuidanceTheme};
use crate::businesses::women::Tri;
use crate::businesses::{
    BusinessPlaceType, BusinessStatus, CloseReason, CoordinateStatus, LegalForm, OwnershipRole,
    Sector, SnapshotMethod,
};
use crate::changes;
use crate::clients::ClientStatus;
use crate::data_quality::{FlagCode, FlagResolution, FlagSeverity, FlagStatus};
use crate::partnerships::activities::ActivityStatus;
use crate::partnerships::follow_ups::FollowUpStatus;
use crate::partnerships::meetings::{
    MeetingKind, MeetingMark, MeetingStatus, MeetingWeek, Weekday,
};
use crate::partnerships::obstacles::{ObstacleCategory, ObstacleSeverity, ObstacleStatus};
use crate::partnerships::quarters::QuarterStatus;
use crate::partnerships::realizations::RealizationStatus;
use crate::partnerships::targets::{TargetIndicator, TargetUnit};
use crate::partnerships::{
    PartnershipField, PartnershipInstrument, PartnershipScheme, PartnershipStatus, PartyRole,
    WorklistKind,
};
use crate::people::{CooperativeType, Education, MaritalStatus, PersonStatus};
use crate::reference::agencies::AgencyFunction;
use crate::reference::kbli::KbliVersion;
use crate::reference::organizations::{OrganizationLevel, OrganizationType};
use crate::reference::regions::{CodeSystem, RegionKind};
use crate::statistics::ObstacleAge;
use crate::training::batches::BatchStatus;
use crate::training::programs::ProgramStatus;
use crate::training::{FundSource, TrainingField, TrainingMethod};
use crate::values::country;
use crate::values::gender::Gender;

fn same(list: &str, words: impl Iterator<Item = &'static str>) {
    let published: BTreeSet<&str> = LISTS[list].iter().map(|item| item.code.as_str()).collect();
    let used: BTreeSet<&str> = words.collect();
    assert_eq!(published, used, "{list}");
}

macro_rules! each {
    ($($list:literal = $words:ty),+ $(,)?) => {
        $(same($list, <$words>::ALL.iter().map(|word| word.as_str()));)+
    };
}

#[test]
fn lists_and_enums_agree() {
    each! {
        "activity_status" = ActivityStatus,
        "agency_function" = AgencyFunction,
        "agency_level" = Level,
        "audit_action" = AuditAction,
        "business_milestone" = MilestoneKind,
        "business_place_type" = BusinessPlaceType,
        "business_status" = BusinessStatus,
        "capacity_period" = CapacityPeriod,
        "change_kind" = changes::Kind,
        "client_status" = ClientStatus,
        "close_reason" = CloseReason,
        "coordinate_status" = CoordinateStatus,
        "data_quality_flag" = FlagCode,
        "data_quality_resolution" = FlagResolution,
        "data_quality_severity" = FlagSeverity,
        "data_quality_status" = FlagStatus,
        "cooperative_type" = CooperativeType,
        "education" = Education,
        "follow_up_status" = FollowUpStatus,
        "fund_source" = FundSource,
        "gender" = Gender,
        "ikm_class" = IkmClass,
        "ikm_class_reason" = IkmReason,
        "kbli_version" = KbliVersion,
        "legal_form" = LegalForm,
        "license_status" = LicenseStatus,
        "license_type" = LicenseType,
        "market_channel_type" = MarketChannelType,
        "meeting_kind" = MeetingKind,
        "meeting_mark" = MeetingMark,
        "meeting_status" = MeetingStatus,
        "meeting_week" = MeetingWeek,
        "obstacle_age" = ObstacleAge,
        "obstacle_category" = ObstacleCategory,
        "obstacle_severity" = ObstacleSeverity,
        "obstacle_status" = ObstacleStatus,
        "organization_level" = OrganizationLevel,
        "organization_type" = OrganizationType,
        "ownership_role" = OwnershipRole,
        "partnership_field" = PartnershipField,
        "partnership_instrument" = PartnershipInstrument,
        "partnership_scheme" = PartnershipScheme,
        "partnership_status" = PartnershipStatus,
        "party_role" = PartyRole,
        "person_status" = PersonStatus,
        "product_category" = ProductCategory,
        "quarter_status" = QuarterStatus,
        "realization_status" = RealizationStatus,
        "region_code_system" = CodeSystem,
        "region_kind" = RegionKind,
        "scale" = Scale,
        "scale_basis" = ScaleBasis,
        "scale_reason" = ScaleReason,
        "scope" = Scope,
        "sector" = Sector,
        "guidance_organizer" = GuidanceOrganizer,
        "guidance_theme" = GuidanceTheme,
        "marital_status" = MaritalStatus,
        "snapshot_method" = SnapshotMethod,
        "target_indicator" = TargetIndicator,
        "target_unit" = TargetUnit,
        "training_batch_status" = BatchStatus,
        "training_field" = TrainingField,
        "training_method" = TrainingMethod,
        "training_program_status" = ProgramStatus,
        "weekday" = Weekday,
        "women_led" = Tri,
        "women_owned" = Tri,
        "worklist_kind" = WorklistKind,
    }
    same("country", country::CODES.into_iter());
}

#[test]
fn codes_have_labels_in_their_order() {
    let gender = find("gender").unwrap();
    let codes: Vec<&str> = gender.items.iter().map(|item| item.code.as_str()).collect();
    assert_eq!(codes, ["P", "L"]);
    assert_eq!(label("gender", "P").unwrap().en, "Female");
    assert_eq!(label("gender", "X"), None);
    assert!(find("no_such_list").is_err());
}
