//! The names most like what was typed, best first.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::rows::BusinessRow;
use super::similar::Typed;
use super::store;
use crate::app::App;
use crate::db::{Conn, Id};
use crate::http::{Page, PageQuery, Position, Problem};

/// A place in the order: the most alike first, of equals the one that was entered first.
type Place = (Reverse<u32>, Id);

/// Binds a cursor to what was typed: the likeness of a name means nothing beside other words.
pub fn order(app: &App, q: &str) -> String {
    let digest = app.keys().digest("businesses-similar", &[q.as_bytes()]);
    let short: String = digest[..8].iter().map(|b| format!("{b:02x}")).collect();
    format!("similar:{short}")
}

/// One page of the names that are read one by one: it never holds more than the page.
#[derive(Debug)]
pub struct Ranked {
    typed: Typed,
    after: Option<Place>,
    most: usize,
    best: BinaryHeap<Place>,
    found: i64,
}

impl Ranked {
    /// The page after this place of the names like what was typed.
    pub fn new(q: &str, after: Option<&Position>, query: &PageQuery) -> Result<Self, Problem> {
        let after = match after {
            Some(place) => {
                let (likeness, id) = place.read::<u32>()?;
                Some((Reverse(likeness.unwrap_or_default()), id))
            }
            None => None,
        };
        Ok(Self {
            typed: Typed::of(q),
            after,
            most: usize::try_from(query.limit()).unwrap_or(50) + 1,
            best: BinaryHeap::new(),
            found: 0,
        })
    }

    /// Looks at the next name, in lower case.
    pub fn look(&mut self, id: Id, name: &str) {
        let Some(likeness) = self.typed.likeness(name) else {
            return;
        };
        self.found += 1;
        let place = (Reverse(likeness), id);
        if self.after.is_some_and(|after| place <= after) {
            return;
        }
        self.best.push(place);
        if self.best.len() > self.most {
            self.best.pop();
        }
    }

    /// The businesses of the page.
    pub fn page(
        self,
        conn: &mut Conn,
        app: &App,
        list: &str,
        query: &PageQuery,
    ) -> Result<Page<BusinessRow>, Problem> {
        let total = query.wants_total().then_some(self.found);
        let best = self.best.into_sorted_vec();
        let page = Page::new(app, list, query, best, total, |(likeness, id)| Position {
            key: likeness.0.to_string(),
            id: id.to_string(),
        });
        let ids: Vec<Id> = page.items.iter().map(|(_, id)| *id).collect();
        let rows = store::by_ids(conn, &ids)?.into_iter();
        let mut rows: HashMap<Id, BusinessRow> = rows.map(|row| (row.id, row)).collect();
        Ok(Page {
            items: ids.iter().filter_map(|id| rows.remove(id)).collect(),
            next_cursor: page.next_cursor,
            total: page.total,
        })
    }
}
