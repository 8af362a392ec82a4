//! What the tables hold, read past the service.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use postgres::SimpleQueryMessage;

use super::importer::{Brought, SOURCE};
use super::reader::Entry;
use super::writer::{NAMES, Told};
use crate::stage::{Database, Kind};

/// The tables of one database.
pub struct Ledger<'a>(pub &'a Database<'a>);

impl Ledger<'_> {
    /// The rows of a query whose columns are texts and numbers.
    fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>> {
        let Some((cluster, name)) = self.0.server() else {
            let conn = rusqlite::Connection::open(self.0.file())?;
            let mut statement = conn.prepare(sql).with_context(|| sql.to_owned())?;
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| {
                (0..columns)
                    .map(|n| {
                        Ok(match row.get::<_, rusqlite::types::Value>(n)? {
                            rusqlite::types::Value::Integer(number) => number.to_string(),
                            rusqlite::types::Value::Text(text) => text,
                            other => format!("{other:?}"),
                        })
                    })
                    .collect()
            })?;
            return Ok(rows.collect::<Result<_, _>>()?);
        };
        let messages = cluster
            .connect(name)?
            .simple_query(sql)
            .with_context(|| sql.to_owned())?;
        Ok(messages
            .into_iter()
            .filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some(
                    (0..row.len())
                        .map(|n| row.get(n).unwrap_or_default().to_owned())
                        .collect(),
                ),
                _ => None,
            })
            .collect())
    }

    /// An id's column as 32 hexadecimal digits.
    fn id(&self, column: &str) -> String {
        match self.0.kind() {
            Kind::Sqlite => format!("lower(hex({column}))"),
            Kind::Postgres => format!("replace({column}::text, '-', '')"),
        }
    }

    fn none(&self, what: &str, sql: &str) -> Result<()> {
        let count = self.rows(sql)?.concat().concat();
        ensure!(count == "0", "{count} {what}");
        Ok(())
    }

    /// The change feed as it is stored, in its order, of what a province's agency hears of.
    pub fn feed(&self) -> Result<Vec<Entry>> {
        let rows = self.rows(
            "SELECT resource, resource_id, version, kind FROM changes \
             WHERE register_code LIKE '64.%' ORDER BY txid, seq",
        )?;
        rows.into_iter()
            .map(|row| {
                let [resource, id, version, kind] =
                    <[String; 4]>::try_from(row).map_err(|_| anyhow::anyhow!("four columns"))?;
                Ok((resource, id, version.parse()?, kind))
            })
            .collect()
    }

    /// Every business that was acknowledged stands there once, as it was told, and no other.
    pub fn holds_what_was_told(&self, told: &[Told]) -> Result<()> {
        let id = self.id("id");
        let rows = self.rows(&format!(
            "SELECT {id}, name, version FROM businesses WHERE name LIKE '{NAMES} %'"
        ))?;
        ensure!(
            rows.len() == told.len(),
            "{} businesses were acknowledged, {} are there",
            told.len(),
            rows.len()
        );
        let held: HashMap<&str, &[String]> = rows
            .iter()
            .map(|row| (row[0].as_str(), &row[1..]))
            .collect();
        for business in told {
            let digits = business.id.replace('-', "");
            let row = held
                .get(digits.as_str())
                .with_context(|| format!("business {} is lost", business.id))?;
            ensure!(
                row[0] == business.name && row[1] == business.version.to_string(),
                "business {} was told to be version {} and is {}",
                business.id,
                business.version,
                row[1]
            );
        }
        Ok(())
    }

    /// An import is whole, or is not there: its rows are as many as it says.
    pub fn holds_what_was_brought(&self, brought: &[Brought]) -> Result<()> {
        for job in brought {
            let fine = match job.atomic {
                true => ["completed", "failed"].contains(&job.status.as_str()),
                false => ["completed", "partially_completed"].contains(&job.status.as_str()),
            };
            ensure!(fine, "import {} ended {}", job.id, job.status);
            let none = job.status == "failed" && job.created > 0;
            ensure!(!none, "import {} failed and created rows", job.id);
        }
        let said: i64 = brought.iter().map(|job| job.created).sum();
        let held = self.rows(&format!(
            "SELECT count(*) FROM businesses WHERE source_system = '{SOURCE}'"
        ))?;
        let held: i64 = held.concat().concat().parse()?;
        ensure!(
            said == held,
            "imports created {said} businesses, {held} are there"
        );
        self.none(
            "imported businesses have no owner",
            &format!(
                "SELECT count(*) FROM businesses b WHERE b.source_system = '{SOURCE}' \
                 AND NOT EXISTS (SELECT 1 FROM ownerships o WHERE o.business_id = b.id)"
            ),
        )?;
        self.none(
            "chunks of files of imports that have ended are kept",
            "SELECT count(*) FROM import_chunks c JOIN imports i ON i.id = c.import_id \
             WHERE i.finished_at IS NOT NULL",
        )
    }

    /// Each version of each row has exactly one act and one entry of the feed.
    pub fn holds_no_half_row(&self) -> Result<()> {
        for table in ["businesses", "people"] {
            let id = self.id("id");
            let rows = self.rows(&format!("SELECT {id}, version FROM {table}"))?;
            for from in ["audit_events", "changes"] {
                let mut versions = self.versions(from, table)?;
                for row in &rows {
                    let mut found = versions.remove(row[0].as_str()).unwrap_or_default();
                    found.sort_unstable();
                    let wanted: Vec<i64> = (1..=row[1].parse()?).collect();
                    ensure!(
                        found == wanted,
                        "{table} {} is version {}, {from} has {found:?}",
                        row[0],
                        row[1]
                    );
                }
                ensure!(
                    versions.is_empty(),
                    "{from} tells of {table} that are not there"
                );
            }
        }
        self.none(
            "acts have lost their values",
            "SELECT count(*) FROM audit_events e WHERE e.action IN ('created', 'updated') \
             AND NOT EXISTS (SELECT 1 FROM audit_values v WHERE v.event_id = e.id)",
        )
    }

    fn versions(&self, from: &str, of: &str) -> Result<HashMap<String, Vec<i64>>> {
        let rows = self.rows(&format!(
            "SELECT replace(resource_id, '-', ''), version FROM {from} \
             WHERE resource = '{of}' AND version IS NOT NULL"
        ))?;
        let mut versions: HashMap<String, Vec<i64>> = HashMap::new();
        for row in rows {
            versions
                .entry(row[0].clone())
                .or_default()
                .push(row[1].parse()?);
        }
        Ok(versions)
    }
}
