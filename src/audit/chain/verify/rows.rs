//! The rows of one seal.

use std::collections::HashMap;

use super::super::fact::{Fact, Values, fact_of, facts_with_values};
use super::super::seal::{Entry, Seal};
use super::{Fault, Run};
use crate::db::DbError;

impl Run<'_> {
    /// Checks the rows that an authentic seal holds.
    pub(super) fn rows(&mut self, seal: &Seal) -> Result<(), DbError> {
        let seqs: Vec<i64> = seal.entries().map(|entry| entry.seq).collect();
        let found = self
            .app
            .db()
            .read_now(|conn| facts_with_values(conn, &seqs))?;
        let mut found: HashMap<i64, (Fact, Option<Values>)> = found
            .into_iter()
            .map(|(fact, values)| (fact.seq, (fact, values)))
            .collect();
        for entry in seal.entries() {
            self.report.events += 1;
            let (seq, id) = (entry.seq, entry.id);
            if !self.covered.insert(seq.unsigned_abs()) {
                self.found(Fault::RowTwice { seq, id, n: seal.n });
                continue;
            }
            match found.remove(&seq) {
                Some((fact, values)) if fact.id == id => self.row(&entry, &fact, values.as_ref()),
                other => self.elsewhere(&entry, other.map(|(fact, _)| fact))?,
            }
        }
        Ok(())
    }

    fn row(&mut self, entry: &Entry, fact: &Fact, values: Option<&Values>) {
        let (keys, seq, id, at) = (self.app.keys(), entry.seq, entry.id, fact.at);
        if fact.sealed(keys) != entry.digest {
            self.found(Fault::RowChanged { seq, id, at });
            return;
        }
        match values {
            None => self.report.valueless += 1,
            Some(values) if fact.matches(keys, values) => self.report.values += 1,
            Some(_) => self.found(Fault::ValuesChanged { seq, id, at }),
        }
    }

    /// Another row or none stands where a sealed row was.
    fn elsewhere(&mut self, entry: &Entry, instead: Option<Fact>) -> Result<(), DbError> {
        let (seq, id) = (entry.seq, entry.id);
        if let Some(fact) = self.app.db().read_now(|conn| fact_of(conn, id))? {
            let now = fact.seq;
            self.moved.insert(now.unsigned_abs());
            self.found(Fault::RowMoved { seq, id, now });
            if fact.sealed(self.app.keys()) != entry.digest {
                let at = fact.at;
                self.found(Fault::RowChanged { seq, id, at });
            }
            return Ok(());
        }
        let renamed = instead
            .as_ref()
            .is_some_and(|fact| fact.sealed_as(id, self.app.keys()) == entry.digest);
        self.found(match instead {
            Some(fact) if renamed => Fault::RowChanged {
                seq,
                id,
                at: fact.at,
            },
            instead => Fault::RowMissing {
                seq,
                id,
                instead: instead.map(|fact| fact.id),
            },
        });
        Ok(())
    }
}
