//! `sinergi audit`.

use std::io::{Write, stdout};

use clap::Subcommand;

use super::open;
use crate::audit::chain::Head;
use crate::audit::chain::verify::{Report, verify};
use crate::config::Storage;

/// What to do with the audit trail.
#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Find every changed, missing, moved or added row of the audit trail; exit 0 when there is none
    ///
    /// Works beside a running service. Rows of the last moment that wait to be sealed are counted
    /// and are no fault. Keep the head that is printed somewhere else: it proves later that the
    /// end of the chain was not cut off.
    Verify {
        /// A head printed earlier, which the chain must still hold
        #[arg(long, value_name = "N:HEX")]
        head: Option<Head>,
    },
}

pub(super) fn audit(storage: Storage, action: &Audit) -> Result<(), String> {
    let Audit::Verify { head } = action;
    let app = open(storage)?;
    // A reader that has seen enough, such as head or grep -q, changes nothing of the verdict.
    let report = verify(&app, *head, &mut |fault| {
        drop(writeln!(stdout(), "FAULT   {fault}"));
    })
    .map_err(|error| error.to_string())?;
    app.db().close();
    drop(show(&report));
    match report.faults {
        0 => Ok(()),
        1 => Err("the audit trail was tampered with: 1 fault, told above".to_owned()),
        n => Err(format!(
            "the audit trail was tampered with: {n} faults, told above"
        )),
    }
}

fn show(report: &Report) -> std::io::Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "seals   {}", report.seals)?;
    writeln!(
        out,
        "events  {} sealed, {} not yet",
        report.events, report.waiting
    )?;
    writeln!(
        out,
        "values  {} as recorded, {} events without (never had any, or erased)",
        report.values, report.valueless
    )?;
    for (n, at) in &report.epochs {
        writeln!(out, "epoch   from seal {n}, made {at}")?;
    }
    match &report.head {
        Some(head) => writeln!(out, "head    {head}"),
        None => Ok(()),
    }
}
