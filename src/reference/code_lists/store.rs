//! The lists, read from the program itself.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::types::{CodeItem, CodeList, CodeListSummary};
use crate::app::App;
use crate::http::{List, NoFilter, Page, Position, Problem};
use crate::text::Text;

pub(super) static LISTS: LazyLock<BTreeMap<String, Vec<CodeItem>>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_bytes!("../data/code_lists.csv").as_slice());
    let mut lists: BTreeMap<String, Vec<(u32, CodeItem)>> = BTreeMap::new();
    for record in reader.records().filter_map(Result::ok) {
        let cell = |n: usize| record.get(n).unwrap_or_default().to_owned();
        let item = CodeItem {
            code: cell(1),
            label_id: cell(2),
            label_en: cell(3),
        };
        let place = cell(4).parse().unwrap_or(u32::MAX);
        lists.entry(cell(0)).or_default().push((place, item));
    }
    let ordered = lists.into_iter().map(|(name, mut items)| {
        items.sort_by_key(|(place, _)| *place);
        (name, items.into_iter().map(|(_, item)| item).collect())
    });
    ordered.collect()
});

/// The label of a code, or nothing when the list has no such code.
pub fn label(list: &str, code: &str) -> Option<Text> {
    let item = LISTS.get(list)?.iter().find(|item| item.code == code)?;
    Some(Text::owned(item.label_id.clone(), item.label_en.clone()))
}

/// The codes of a list in their order, each with what it means in Indonesian.
pub fn codes(list: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let items = LISTS.get(list).map_or(&[][..], Vec::as_slice);
    items
        .iter()
        .map(|item| (item.code.as_str(), item.label_id.as_str()))
}

/// One page of the lists' names.
pub(super) fn list(app: &App, query: &List<NoFilter>) -> Result<Page<CodeListSummary>, Problem> {
    const LIST: &str = "code-lists:name";
    let after = query.page.after(app, LIST)?.map(|place| place.id);
    let limit = usize::try_from(query.page.limit() + 1).unwrap_or(usize::MAX);
    let rows = LISTS
        .iter()
        .filter(|(name, _)| after.as_ref().is_none_or(|after| *name > after))
        .take(limit)
        .map(|(name, items)| CodeListSummary {
            name: name.clone(),
            size: items.len(),
        })
        .collect();
    let total = query.page.wants_total().then_some(LISTS.len());
    let total = total.and_then(|total| i64::try_from(total).ok());
    Ok(Page::new(app, LIST, &query.page, rows, total, |row| {
        Position {
            key: String::new(),
            id: row.name.clone(),
        }
    }))
}

/// One list.
pub(super) fn find(name: &str) -> Result<CodeList, Problem> {
    let items = LISTS.get(name).ok_or_else(Problem::not_found)?;
    Ok(CodeList {
        name: name.to_owned(),
        items: items.clone(),
    })
}
