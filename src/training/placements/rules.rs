//! The rules of a job placement.

use super::types::PlacementInput;
use crate::db::Conn;
use crate::http::{Problem, Rules};
use crate::reference::organizations;
use crate::text::Text;
use crate::training::batches::store as batches;
use crate::training::enrollments::{EnrollmentRow, EnrollmentStatus};

/// Whether somebody graduated.
pub(super) fn check_graduate(enrollment: &EnrollmentRow, rules: &mut Rules) {
    let status = enrollment.status;
    if matches!(
        status,
        EnrollmentStatus::Passed | EnrollmentStatus::Certified
    ) {
        return;
    }
    rules.broken(
        "/enrollment_id",
        "not_a_graduate",
        Text::owned(
            format!("Peserta ini bukan lulusan; statusnya {status}."),
            format!("This participant is no graduate; the state is {status}."),
        ),
    );
}

/// The rules of a job placement after an enrollment.
pub(super) fn check(
    conn: &mut Conn,
    mut input: PlacementInput,
    graduate: Option<&EnrollmentRow>,
    rules: &mut Rules,
) -> Result<PlacementInput, Problem> {
    input.employer = rules.text(&input.employer, "/employer");
    input.position = input
        .position
        .as_deref()
        .map(|position| rules.text(position, "/position"));
    organizations::check_known(conn, input.organization_id, "/organization_id", rules)?;
    rules.not_in_future(Some(input.starts_on), "/starts_on");
    if let Some(graduate) = graduate {
        let batch = batches::behind(conn, graduate.batch_id)?;
        batches::check_not_canceled(&batch, rules);
        let last = batch.ends_on;
        if input.starts_on < last {
            rules.broken(
                "/starts_on",
                "out_of_order",
                Text::owned(
                    format!("Pelatihannya baru berakhir pada {last}."),
                    format!("The training ended only on {last}."),
                ),
            );
        }
    }
    if input.ends_on.is_some_and(|day| day < input.starts_on) {
        rules.broken(
            "/ends_on",
            "out_of_order",
            Text::new(
                "Hari terakhir tidak boleh sebelum hari pertama.",
                "The last day cannot lie before the first.",
            ),
        );
    }
    Ok(input)
}
