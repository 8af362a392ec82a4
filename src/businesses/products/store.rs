//! The queries of products.

use diesel::prelude::*;

use super::types::{CapacityPeriod, Product, ProductCategory, ProductFilter, ProductInput};
use crate::app::{App, Tx};
use crate::auth::Who;
use crate::businesses::BusinessRow;
use crate::businesses::details::{hold, record, room};
use crate::businesses::store::find as find_business;
use crate::db::{Conn, Id, Timestamp, on, replace_row};
use crate::http::{IfMatch, List, Page, Problem, Rules, etag, page_by_id};
use crate::schema::products;
use crate::text::Text;
use crate::values::web;

/// What is counted, in words.
pub const WHAT: Text = Text::new("produk", "products");

/// A product as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = products, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct ProductRow {
    pub(super) id: Id,
    business_id: Id,
    name: String,
    category: Option<ProductCategory>,
    brand: Option<String>,
    unit: Option<String>,
    capacity_quantity: Option<i64>,
    capacity_period: Option<CapacityPeriod>,
    price_min_idr: Option<i64>,
    price_max_idr: Option<i64>,
    raw_material: Option<String>,
    export_ready: Option<bool>,
    quality_note: Option<String>,
    quantity_note: Option<String>,
    continuity_note: Option<String>,
    photo_url: Option<String>,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl ProductRow {
    /// A row that says what a checked `input` says.
    pub(super) fn of(id: Id, business_id: Id, input: ProductInput, at: Timestamp) -> Self {
        Self {
            id,
            business_id,
            name: input.name,
            category: input.category,
            brand: input.brand,
            unit: input.unit,
            capacity_quantity: input.capacity_quantity,
            capacity_period: input.capacity_period,
            price_min_idr: input.price_min_idr,
            price_max_idr: input.price_max_idr,
            raw_material: input.raw_material,
            export_ready: input.export_ready,
            quality_note: input.quality_note,
            quantity_note: input.quantity_note,
            continuity_note: input.continuity_note,
            photo_url: input.photo_url,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    pub(super) fn input(&self) -> ProductInput {
        ProductInput {
            name: self.name.clone(),
            category: self.category,
            brand: self.brand.clone(),
            unit: self.unit.clone(),
            capacity_quantity: self.capacity_quantity,
            capacity_period: self.capacity_period,
            price_min_idr: self.price_min_idr,
            price_max_idr: self.price_max_idr,
            raw_material: self.raw_material.clone(),
            export_ready: self.export_ready,
            quality_note: self.quality_note.clone(),
            quantity_note: self.quantity_note.clone(),
            continuity_note: self.continuity_note.clone(),
            photo_url: self.photo_url.clone(),
        }
    }

    /// Its strong tag.
    pub(super) fn tag(&self) -> String {
        etag(self.version, "")
    }

    /// What callers see of it.
    pub(super) fn view(&self) -> Product {
        Product {
            id: self.id,
            business_id: self.business_id,
            name: self.name.clone(),
            category: self.category,
            brand: self.brand.clone(),
            unit: self.unit.clone(),
            capacity_quantity: self.capacity_quantity,
            capacity_period: self.capacity_period,
            price_min_idr: self.price_min_idr,
            price_max_idr: self.price_max_idr,
            raw_material: self.raw_material.clone(),
            export_ready: self.export_ready,
            quality_note: self.quality_note.clone(),
            quantity_note: self.quantity_note.clone(),
            continuity_note: self.continuity_note.clone(),
            photo_url: self.photo_url.clone(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    /// What the history of the business calls it.
    fn part(&self) -> (&'static str, Id) {
        ("product", self.id)
    }
}

/// One page of the products of a business in sight, in the order they were entered.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    business: Id,
    query: &List<ProductFilter>,
) -> Result<Page<Product>, Problem> {
    find_business(conn, who, business)?;
    let filter = &query.filter;
    macro_rules! filtered {
        () => {{
            let mut q = products::table
                .filter(products::business_id.eq(business))
                .into_boxed();
            if let Some(category) = filter.category {
                q = q.filter(products::category.eq(category));
            }
            if let Some(ready) = filter.export_ready {
                q = q.filter(products::export_ready.eq(ready));
            }
            q
        }};
    }
    let list = format!("products:{business}");
    let page = page_by_id!(
        conn,
        app,
        &query.page,
        &list,
        products,
        ProductRow,
        filtered!()
    );
    Ok(page.map(|row| row.view()))
}

/// One product of a business in sight.
pub(super) fn find(
    conn: &mut Conn,
    who: &Who,
    business: Id,
    id: Id,
) -> Result<ProductRow, Problem> {
    find_business(conn, who, business)?;
    Ok(on!(conn, |c| products::table
        .find(id)
        .filter(products::business_id.eq(business))
        .select(ProductRow::as_select())
        .first(c))?)
}

/// Records a product of a business.
pub(super) fn create(
    tx: &mut Tx<'_>,
    business: Id,
    input: ProductInput,
) -> Result<ProductRow, Problem> {
    let owner = hold(tx, business)?;
    tx.who
        .may_change(&owner.register_code, &owner.owner_agency)?;
    let input = checked(input)?;
    let held: i64 = on!(tx.conn, |c| products::table
        .filter(products::business_id.eq(business))
        .count()
        .get_result(c))?;
    room(held, &WHAT)?;
    let row = ProductRow::of(Id::new(), business, input, tx.at);
    on!(tx.conn, |c| diesel::insert_into(products::table)
        .values(&row)
        .execute(c))?;
    record(tx, &owner, row.part(), None, Some(&row.input()))?;
    Ok(row)
}

/// Changes a product by a merge patch.
pub(super) fn update(
    tx: &mut Tx<'_>,
    business: Id,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&ProductInput) -> Result<ProductInput, Problem>,
) -> Result<ProductRow, Problem> {
    let (owner, before) = own(tx, business, id, if_match)?;
    let was = before.input();
    let input = checked(patch(&was)?)?;
    if input == was {
        return Ok(before);
    }
    let row = ProductRow {
        version: before.version + 1,
        created_at: before.created_at,
        ..ProductRow::of(id, business, input, tx.at)
    };
    replace_row!(tx.conn, products, &row)?;
    record(tx, &owner, row.part(), Some(&was), Some(&row.input()))?;
    Ok(row)
}

/// Removes a product that was recorded by mistake.
pub(super) fn delete(
    tx: &mut Tx<'_>,
    business: Id,
    id: Id,
    if_match: &IfMatch,
) -> Result<(), Problem> {
    let (owner, before) = own(tx, business, id, if_match)?;
    on!(tx.conn, |c| diesel::delete(products::table.find(id))
        .execute(c))?;
    record(tx, &owner, before.part(), Some(&before.input()), None)
}

/// A product that the caller may change, at the version the caller read, and its business, held.
fn own(
    tx: &mut Tx<'_>,
    business: Id,
    id: Id,
    if_match: &IfMatch,
) -> Result<(BusinessRow, ProductRow), Problem> {
    let owner = hold(tx, business)?;
    let before = find(tx.conn, &tx.who, business, id)?;
    tx.who
        .may_change(&owner.register_code, &owner.owner_agency)?;
    if_match.check(&before.tag())?;
    Ok((owner, before))
}

/// The rules of a product.
fn checked(mut input: ProductInput) -> Result<ProductInput, Problem> {
    let mut rules = Rules::default();
    input.name = rules.text(&input.name, "/name");
    let mut line = |text: &mut Option<String>, pointer: &str| {
        *text = text.take().map(|text| rules.text(&text, pointer));
    };
    line(&mut input.brand, "/brand");
    line(&mut input.unit, "/unit");
    line(&mut input.raw_material, "/raw_material");
    let mut prose = |text: &mut Option<String>, pointer: &str| {
        *text = text.take().map(|text| rules.prose(&text, pointer));
    };
    prose(&mut input.quality_note, "/quality_note");
    prose(&mut input.quantity_note, "/quantity_note");
    prose(&mut input.continuity_note, "/continuity_note");
    input.photo_url = input
        .photo_url
        .and_then(|url| rules.check("/photo_url", web::parse(&url)));
    capacity(&input, &mut rules);
    if let (Some(low), Some(high)) = (input.price_min_idr, input.price_max_idr)
        && high < low
    {
        rules.broken(
            "/price_max_idr",
            "below_minimum",
            Text::new(
                "Harga tertinggi tidak boleh di bawah harga terendah.",
                "The highest price cannot lie below the lowest.",
            ),
        );
    }
    rules.finish()?;
    Ok(input)
}

/// A quantity says nothing without its unit and its time, and neither says anything of a capacity alone.
fn capacity(input: &ProductInput, rules: &mut Rules) {
    let missing = match (input.capacity_quantity, input.capacity_period) {
        (None, None) => return,
        (None, Some(_)) => vec!["/capacity_quantity"],
        (Some(_), period) => {
            let needed = [
                ("/capacity_period", period.is_none()),
                ("/unit", input.unit.is_none()),
            ];
            let missing = needed.into_iter().filter(|(_, missing)| *missing);
            missing.map(|(pointer, _)| pointer).collect()
        }
    };
    for pointer in missing {
        rules.broken(
            pointer,
            "required",
            Text::new(
                "Kapasitas terdiri atas jumlah, satuan, dan jangka waktunya: isi ketiganya.",
                "A capacity is a quantity, its unit and its period: give all three.",
            ),
        );
    }
}
