//! `derive(Enum)`.

use tablesmith::value::{Datum, DatumRef};
use tablesmith::{Enum, Value};

#[derive(Debug, Clone, Copy, PartialEq, Enum)]
#[dao(name = "processing_status")]
enum ProcessingStatus {
    Pending,
    #[dao(value = "in progress")]
    InProgress,
}

#[test]
fn text_and_back() {
    for status in ProcessingStatus::ALL {
        assert_eq!(status.as_str().parse(), Ok(status));
        assert_eq!(
            ProcessingStatus::from_datum(DatumRef::Text(status.as_str())),
            Ok(status)
        );
    }
    assert_eq!(format!("{:>8}|", ProcessingStatus::Pending), " pending|");
    assert_eq!(ProcessingStatus::InProgress.to_datum(), Datum::from("in progress"));
    assert_eq!(ProcessingStatus::POSTGRES_TYPE, "\"processing_status\"");
    assert_eq!(ProcessingStatus::POSTGRES_ARRAY, "\"processing_status\"[]");
}

#[test]
fn what_is_no_value_is_named() {
    let error = "done".parse::<ProcessingStatus>().expect_err("no value");
    assert_eq!(
        error.to_string(),
        "`done` is no ProcessingStatus: its values are `pending`, `in progress`"
    );
    let error = ProcessingStatus::from_datum(DatumRef::Text("secret")).expect_err("no value");
    assert_eq!(
        error.to_string(),
        "expected ProcessingStatus, found a text that is none of its values"
    );
    ProcessingStatus::from_datum(DatumRef::Null).expect_err("no value");
}

#[derive(Debug, PartialEq, Enum)]
#[dao(name = "Kind", schema = "sales")]
enum Kind {
    One,
}

#[derive(Debug, PartialEq, Enum)]
#[dao(text)]
enum Plain {
    One,
}

#[test]
fn the_type_is_sql() {
    assert_eq!(Kind::POSTGRES_TYPE, r#""sales"."Kind""#);
    assert_eq!(Plain::POSTGRES_TYPE, "text");
    assert_eq!(Plain::POSTGRES_ARRAY, "text[]");
    assert_eq!((Kind::One.as_str(), Plain::One.as_str()), ("one", "one"));
}
