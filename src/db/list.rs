//! Lists: one page of a table in one of its offered orders, found by number or by cursor.
//!
//! Every offered sort column is NOT NULL and has an index, so a cursor costs the same at any depth.

use rusqlite::{Connection, Row, ToSql, types::Value};

use crate::base::{
    error::{Error, Result},
    page::{Cursor, Page, PageInfo, PageRequest, SortValue, WRONG_ORDER},
};

/// A list in the making: where its rows come from, which of them, in which order.
pub struct Listing {
    columns: &'static str,
    from: &'static str,
    id: &'static str,
    conditions: Vec<String>,
    values: Vec<Value>,
    order: &'static str,
    descending: bool,
}

impl Listing {
    /// `columns` and `from` are SQL; `id` is the key column and `order` the sort column, each qualified when the join asks for it.
    pub const fn new(columns: &'static str, from: &'static str, id: &'static str, order: &'static str, descending: bool) -> Self {
        Self { columns, from, id, conditions: Vec::new(), values: Vec::new(), order, descending }
    }

    /// Keeps the rows for which `condition` holds; `?` in it stands for the value.
    pub fn filter(&mut self, condition: &str, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.conditions.push(condition.replacen('?', &format!("?{}", self.values.len()), 1));
        self
    }

    /// Keeps the rows for which a condition without a value holds.
    pub fn when(&mut self, condition: &str) -> &mut Self {
        self.conditions.push(condition.to_owned());
        self
    }

    /// Is every row of the table wanted? Then its total is a counter, not a count.
    pub const fn is_unfiltered(&self) -> bool {
        self.conditions.is_empty()
    }

    /// Counts the rows by reading them.
    pub fn count(&self, conn: &Connection) -> Result<i64> {
        // The guard would take a count of the whole table for a mistake; callers use a counter there.
        let sql = format!("SELECT count(*) FROM {}{}", self.from, where_clause(&self.conditions));
        Ok(conn.prepare_cached(&sql)?.query_row(rusqlite::params_from_iter(&self.values), |row| row.get(0))?)
    }

    /// Reads one page. The sort text goes into the cursor, so that a cursor of another order is refused.
    pub fn page<T>(
        &self,
        conn: &Connection,
        request: &PageRequest,
        sort: &str,
        total: i64,
        mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Page<T>> {
        let mut conditions = self.conditions.clone();
        let mut values: Vec<&dyn ToSql> = self.values.iter().map(|value| value as &dyn ToSql).collect();
        let direction = if self.descending { "DESC" } else { "ASC" };
        if let Some(cursor) = &request.cursor {
            if cursor.sort != sort {
                return Err(Error::field("cursor", WRONG_ORDER));
            }
            let n = values.len();
            let beyond = if self.descending { "<" } else { ">" };
            conditions.push(format!("({}, {}) {beyond} (?{}, ?{})", self.order, self.id, n + 1, n + 2));
            values.push(&cursor.value);
            values.push(&cursor.id);
        }
        let offset = if request.cursor.is_some() { 0 } else { request.offset() };
        let limit = i64::from(request.size) + 1; // one more tells whether there is a next page
        let n = values.len();
        values.push(&limit);
        values.push(&offset);
        let sql = format!(
            "SELECT {columns}, {order}, {id} FROM {from}{where_} ORDER BY {order} {direction}, {id} {direction} LIMIT ?{limit} OFFSET ?{offset}",
            order = self.order,
            id = self.id,
            columns = self.columns,
            from = self.from,
            where_ = where_clause(&conditions),
            limit = n + 1,
            offset = n + 2,
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let sorted_by = statement.column_count() - 2;
        let mut rows = statement.query(values.as_slice())?;
        let mut data = Vec::new();
        let mut last = None;
        while let Some(row) = rows.next()? {
            if data.len() == request.size as usize {
                let next = last.map(|(value, id)| Cursor { sort: sort.to_owned(), value, id }.to_string());
                return Ok(page(request, data, total, next));
            }
            last = Some((row.get::<_, SortValue>(sorted_by)?, row.get::<_, i64>(sorted_by + 1)?));
            data.push(read(row)?);
        }
        Ok(page(request, data, total, None))
    }
}

fn page<T>(request: &PageRequest, data: Vec<T>, total: i64, next: Option<String>) -> Page<T> {
    Page { data, page: PageInfo { number: request.number, size: request.size, total, next } }
}

fn where_clause(conditions: &[String]) -> String {
    if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) }
}
