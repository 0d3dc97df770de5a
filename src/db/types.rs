//! How our types lie in SQLite, and what its errors mean to us.

use rusqlite::{
    ErrorCode,
    types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef},
};

use crate::base::{error::Error, ids, page::SortValue, time::Timestamp};

macro_rules! integers {
    ($($name:ident)*) => {$(
        impl ToSql for ids::$name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.0.into())
            }
        }
        impl FromSql for ids::$name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_i64().map(Self)
            }
        }
    )*};
}
crate::for_each_id!(integers);

impl ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl FromSql for Timestamp {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Self)
    }
}

impl ToSql for SortValue {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Number(number) => number.to_sql(),
            Self::Text(text) => text.to_sql(),
        }
    }
}

impl FromSql for SortValue {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Integer(number) => Ok(Self::Number(number)),
            ValueRef::Text(text) => Ok(Self::Text(String::from_utf8_lossy(text).into_owned())),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

/// Stores a field-less enum as its code: it needs `fn code(self) -> i64` and `fn from_code(i64) -> Option<Self>`.
#[macro_export]
macro_rules! stored_as_code {
    ($($type:ty),+ $(,)?) => {$(
        impl rusqlite::types::ToSql for $type {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.code().into())
            }
        }
        impl rusqlite::types::FromSql for $type {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                let code = value.as_i64()?;
                Self::from_code(code).ok_or(rusqlite::types::FromSqlError::OutOfRange(code))
            }
        }
    )+};
}

impl From<rusqlite::Error> for Error {
    fn from(cause: rusqlite::Error) -> Self {
        match cause {
            rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            rusqlite::Error::SqliteFailure(failure, _)
                if matches!(failure.code, ErrorCode::OperationInterrupted | ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) =>
            {
                Self::busy()
            }
            other => Self::internal("database", other),
        }
    }
}

/// Did an insert or update hit a unique index whose description names this column?
pub fn is_unique_violation(cause: &rusqlite::Error, column: &str) -> bool {
    matches!(cause, rusqlite::Error::SqliteFailure(failure, Some(message))
        if failure.code == ErrorCode::ConstraintViolation && message.contains(column))
}

/// Fails unless exactly one row was touched: none means that it is not there.
pub const fn one_row(touched: usize) -> crate::base::error::Result<()> {
    match touched {
        1 => Ok(()),
        _ => Err(Error::NotFound),
    }
}
