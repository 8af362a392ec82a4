//! The queries of market channels.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::rules::check;
use super::types::{MarketChannel, MarketChannelFilter, MarketChannelInput, MarketChannelType};
use crate::app::{App, Tx};
use crate::auth::Who;
use crate::businesses::details::{hold, record, room};
use crate::businesses::store::find as find_business;
use crate::businesses::{BusinessRow, hundredths};
use crate::db::{Conn, Id, Timestamp, on, replace_row};
use crate::http::{IfMatch, List, Page, Problem, Rules, etag, page_by_id};
use crate::reference::Lists;
use crate::schema::market_channels as channels;
use crate::text::Text;
use crate::values::date::today;

/// A market channel as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = channels, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub(super) struct ChannelRow {
    pub(super) id: Id,
    business_id: Id,
    kind: MarketChannelType,
    name: Option<String>,
    url: Option<String>,
    region_code: Option<String>,
    country_code: Option<String>,
    share_hundredths: Option<i32>,
    started_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl ChannelRow {
    /// A row that says what a checked `input` says.
    fn of(id: Id, business_id: Id, input: MarketChannelInput, at: Timestamp) -> Self {
        Self {
            id,
            business_id,
            kind: input.kind,
            name: input.name,
            url: input.url,
            region_code: input.region_code,
            country_code: input.country_code,
            share_hundredths: input.share_percent.and_then(hundredths),
            started_on: input.started_on,
            ended_on: input.ended_on,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    fn share(&self) -> Option<f64> {
        self.share_hundredths.map(|share| f64::from(share) / 100.0)
    }

    fn input(&self) -> MarketChannelInput {
        MarketChannelInput {
            kind: self.kind,
            name: self.name.clone(),
            url: self.url.clone(),
            region_code: self.region_code.clone(),
            country_code: self.country_code.clone(),
            share_percent: self.share(),
            started_on: self.started_on,
            ended_on: self.ended_on,
        }
    }

    /// Its strong tag.
    pub(super) fn tag(&self) -> String {
        etag(self.version, "")
    }

    /// What callers see of it.
    pub(super) fn view(&self) -> MarketChannel {
        MarketChannel {
            id: self.id,
            business_id: self.business_id,
            kind: self.kind,
            name: self.name.clone(),
            url: self.url.clone(),
            region_code: self.region_code.clone(),
            country_code: self.country_code.clone(),
            share_percent: self.share(),
            started_on: self.started_on,
            ended_on: self.ended_on,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    /// What the history of the business calls it.
    fn part(&self) -> (&'static str, Id) {
        ("market_channel", self.id)
    }
}

/// One page of the market channels of a business in sight, in the order they were entered.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    business: Id,
    query: &List<MarketChannelFilter>,
) -> Result<Page<MarketChannel>, Problem> {
    find_business(conn, who, business)?;
    let filter = &query.filter;
    macro_rules! filtered {
        () => {{
            let mut q = channels::table
                .filter(channels::business_id.eq(business))
                .into_boxed();
            if let Some(kind) = filter.kind {
                q = q.filter(channels::kind.eq(kind));
            }
            if let Some(country) = &filter.country_code {
                q = q.filter(channels::country_code.eq(country));
            }
            if let Some(day) = filter.active_on {
                let begun = channels::started_on.assume_not_null().le(day);
                let lasts = channels::ended_on.assume_not_null().ge(day);
                q = q
                    .filter(channels::started_on.is_null().or(begun))
                    .filter(channels::ended_on.is_null().or(lasts));
            }
            q
        }};
    }
    let list = format!("market-channels:{business}");
    let page = page_by_id!(
        conn,
        app,
        &query.page,
        &list,
        channels,
        ChannelRow,
        filtered!()
    );
    Ok(page.map(|row| row.view()))
}

/// One market channel of a business in sight.
pub(super) fn find(
    conn: &mut Conn,
    who: &Who,
    business: Id,
    id: Id,
) -> Result<ChannelRow, Problem> {
    find_business(conn, who, business)?;
    Ok(on!(conn, |c| channels::table
        .find(id)
        .filter(channels::business_id.eq(business))
        .select(ChannelRow::as_select())
        .first(c))?)
}

/// Records a market channel of a business.
pub(super) fn create(
    tx: &mut Tx<'_>,
    business: Id,
    input: MarketChannelInput,
) -> Result<ChannelRow, Problem> {
    let owner = hold(tx, business)?;
    tx.who
        .may_change(&owner.register_code, &owner.owner_agency)?;
    let input = checked(tx, business, None, input)?;
    let held: i64 = on!(tx.conn, |c| channels::table
        .filter(channels::business_id.eq(business))
        .count()
        .get_result(c))?;
    room(held, &Text::new("saluran pasar", "market channels"))?;
    let row = ChannelRow::of(Id::new(), business, input, tx.at);
    on!(tx.conn, |c| diesel::insert_into(channels::table)
        .values(&row)
        .execute(c))?;
    record(tx, &owner, row.part(), None, Some(&row.input()))?;
    Ok(row)
}

/// Changes a market channel by a merge patch.
pub(super) fn update(
    tx: &mut Tx<'_>,
    business: Id,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&MarketChannelInput) -> Result<MarketChannelInput, Problem>,
) -> Result<ChannelRow, Problem> {
    let (owner, before) = own(tx, business, id, if_match)?;
    let was = before.input();
    let input = checked(tx, business, Some(id), patch(&was)?)?;
    if input == was {
        return Ok(before);
    }
    let row = ChannelRow {
        version: before.version + 1,
        created_at: before.created_at,
        ..ChannelRow::of(id, business, input, tx.at)
    };
    replace_row!(tx.conn, channels, &row)?;
    record(tx, &owner, row.part(), Some(&was), Some(&row.input()))?;
    Ok(row)
}

/// Removes a market channel that was recorded by mistake.
pub(super) fn delete(
    tx: &mut Tx<'_>,
    business: Id,
    id: Id,
    if_match: &IfMatch,
) -> Result<(), Problem> {
    let (owner, before) = own(tx, business, id, if_match)?;
    on!(tx.conn, |c| diesel::delete(channels::table.find(id))
        .execute(c))?;
    record(tx, &owner, before.part(), Some(&before.input()), None)
}

/// A channel that the caller may change, at the version the caller read, and its business, held.
fn own(
    tx: &mut Tx<'_>,
    business: Id,
    id: Id,
    if_match: &IfMatch,
) -> Result<(BusinessRow, ChannelRow), Problem> {
    let owner = hold(tx, business)?;
    let before = find(tx.conn, &tx.who, business, id)?;
    tx.who
        .may_change(&owner.register_code, &owner.owner_agency)?;
    if_match.check(&before.tag())?;
    Ok((owner, before))
}

/// Applies every rule; `own` is the id of a channel that exists already.
fn checked(
    tx: &mut Tx<'_>,
    business: Id,
    own: Option<Id>,
    input: MarketChannelInput,
) -> Result<MarketChannelInput, Problem> {
    let mut rules = Rules::default();
    let lists = Lists::current(tx.conn, &tx.app)?;
    let input = check(input, &lists, &mut rules);
    shares(tx.conn, business, own, &input, &mut rules)?;
    rules.finish()?;
    Ok(input)
}

/// The shares of the channels in use today are parts of one whole.
fn shares(
    conn: &mut Conn,
    business: Id,
    own: Option<Id>,
    input: &MarketChannelInput,
    rules: &mut Rules,
) -> Result<(), Problem> {
    let today = today();
    let Some(share) = input.share_percent.and_then(hundredths) else {
        return Ok(());
    };
    if input.ended_on.is_some_and(|last| last < today) {
        return Ok(());
    }
    let others: Vec<(Id, Option<i32>)> = on!(conn, |c| channels::table
        .filter(channels::business_id.eq(business))
        .filter(channels::share_hundredths.is_not_null())
        .filter(
            channels::ended_on
                .is_null()
                .or(channels::ended_on.assume_not_null().ge(today))
        )
        .select((channels::id, channels::share_hundredths))
        .load(c))?;
    let others = others.iter().filter(|(id, _)| Some(*id) != own);
    let taken: i32 = others.filter_map(|(_, share)| *share).sum();
    if taken + share > 10_000 {
        let left = f64::from((10_000 - taken).max(0)) / 100.0;
        rules.broken(
            "/share_percent",
            "shares_over_100",
            Text::owned(
                format!("Porsi semua saluran yang dipakai melebihi 100 persen; yang tersisa {left}. Kurangi dahulu porsi saluran lain, atau isi ended_on-nya."),
                format!("The shares of all channels in use exceed 100 percent; {left} are left. Lower that of another channel first, or give its ended_on."),
            ),
        );
    }
    Ok(())
}
