//! Whom a row means: an enrollment, a person with her business, or somebody new.

use super::members::{Member, Members, Named};
use super::read::Subject;
use crate::db::{Conn, Id};
use crate::http::Problem;
use crate::imports::context::Context;
use crate::imports::finding::Finding;
use crate::imports::header::Field;
use crate::imports::link::{self, Linked};
use crate::imports::read::ReadPerson;
use crate::imports::types::Severity;
use crate::people;
use crate::text::Text;
use crate::values::name;

/// Whom a row means.
pub struct Whom {
    /// Her enrollment in the batch, where she has one.
    pub member: Option<Member>,
    /// What is entered or changed of her and her business.
    pub linked: Option<Linked>,
}

/// Finds whom a row means; what stands against it comes back.
pub fn find(
    conn: &mut Conn,
    context: &Context,
    members: &Members,
    number: i64,
    subject: &Subject,
) -> Result<Result<Whom, Vec<Finding>>, Problem> {
    match subject {
        Subject::Enrolled { id, name, nik } => {
            Ok(enrolled(members, *id, name.as_ref(), nik.as_ref()))
        }
        Subject::WithBusiness(read) => {
            let business = name::business_match_key(&read.business.name);
            let linked = match link::business(conn, context, number, (**read).clone())? {
                Ok(linked) => linked,
                Err(refused) => return Ok(Err(refused)),
            };
            if !linked.is_new {
                return Ok(Ok(known(members, linked)));
            }
            // Nobody of the register: but a namesake of the batch may have come with this business.
            let who = read.owner.as_ref();
            let named = who.map(|who| named(context, members, who, Some(&business)));
            Ok(match named {
                None | Some(Named::Nobody) => Ok(known(members, linked)),
                Some(Named::One(member)) => Ok(Whom {
                    member: Some(member),
                    linked: None,
                }),
                Some(Named::Unclear) => Err(vec![unclear()]),
            })
        }
        Subject::Alone(who) => alone(conn, context, members, number, who),
    }
}

fn known(members: &Members, linked: Linked) -> Whom {
    Whom {
        member: members.of(linked.person).cloned(),
        linked: Some(linked),
    }
}

fn named(context: &Context, members: &Members, who: &ReadPerson, business: Option<&str>) -> Named {
    let nik = who.person.nik_hash(&context.app);
    members.named(who, nik.as_deref(), business)
}

fn alone(
    conn: &mut Conn,
    context: &Context,
    members: &Members,
    number: i64,
    who: &ReadPerson,
) -> Result<Result<Whom, Vec<Finding>>, Problem> {
    let first = link::person(conn, context, number, who, None)?;
    if !first.is_new {
        return Ok(Ok(known(members, first)));
    }
    match named(context, members, who, None) {
        Named::Nobody => Ok(Ok(known(members, first))),
        Named::Unclear => Ok(Err(vec![unclear()])),
        Named::One(member) => {
            let row = people::store::by_ids(conn, &[member.person])?.pop();
            let linked = link::person(conn, context, number, who, row)?;
            Ok(Ok(known(members, linked)))
        }
    }
}

fn enrolled(
    members: &Members,
    id: Id,
    name: Option<&String>,
    nik: Option<&Vec<u8>>,
) -> Result<Whom, Vec<Finding>> {
    let Some(member) = members.enrollment(id) else {
        return Err(vec![finding(
            Field::EnrollmentId,
            "enrollment_unknown",
            Text::new(
                "Angkatan ini tidak memiliki pendaftaran dengan id ini.",
                "This batch has no enrollment with this id.",
            ),
        )]);
    };
    let other_name = name.is_some_and(|name| *name != member.name);
    let other_nik = nik.is_some_and(|nik| member.nik.as_ref().is_some_and(|held| held != nik));
    if other_name || other_nik {
        let field = if other_nik {
            Field::OwnerNik
        } else {
            Field::OwnerName
        };
        return Err(vec![finding(
            field,
            "enrollment_of_another",
            Text::new(
                "Pendaftaran dengan id ini milik orang lain; periksa apakah barisnya tergeser.",
                "The enrollment with this id is somebody else's; see whether rows were shifted.",
            ),
        )]);
    }
    Ok(Whom {
        member: Some(member.clone()),
        linked: None,
    })
}

fn unclear() -> Finding {
    finding(
        Field::OwnerName,
        "person_ambiguous",
        Text::new(
            "Nama ini cocok dengan peserta angkatan ini, tetapi tidak dapat dipastikan orangnya; isi NIK atau id pendaftarannya.",
            "This name fits a participant of this batch, but not for certain; give her NIK or the enrollment's id.",
        ),
    )
}

fn finding(field: Field, code: &'static str, text: Text) -> Finding {
    Finding {
        field: Some(field),
        ..Finding::of_row(Severity::Error, code, text)
    }
}
