//! Every type of value, there and back.

use tablesmith::prelude::*;
use tablesmith::{Decimal, Interval, Timestamp, Uuid};

use crate::databases::databases;
use crate::models::{Content, Everything, EverythingPatch, ProcessingStatus, VideoSummary, summary, user};

pub(crate) fn ordinary() -> EverythingPatch<Create> {
    EverythingPatch::default()
        .truth(true)
        .small(-1_i16)
        .medium(-70_000)
        .large(1_i64 << 60)
        .single(1.5)
        .double(0.1)
        .exact("12345678901234567.123456789".parse::<Decimal>().expect("valid"))
        .text("ein \"Text\" mit 'Zeichen', \\ und ☃")
        .bytes(vec![0, 255, 1])
        .day("2024-02-29".parse::<tablesmith::Date>().expect("valid"))
        .clock("23:59:59.999999".parse::<tablesmith::Time>().expect("valid"))
        .local("1969-12-31T23:59:59.5".parse::<tablesmith::DateTime>().expect("valid"))
        .instant("2026-01-31T12:00:00.123456Z".parse::<Timestamp>().expect("valid"))
        .span("P14M-3DT-1.5S".parse::<Interval>().expect("valid"))
        .json(serde_json::json!({"a": [1, null, "x"]}))
        .jsonb(serde_json::json!("text"))
        .host("192.168.0.7/24".parse::<tablesmith::IpInet>().expect("valid"))
        .net("2001:db8::/32".parse::<tablesmith::IpCidr>().expect("valid"))
        .hardware(tablesmith::MacAddress::new([1, 2, 3, 250, 251, 252]))
        .status(ProcessingStatus::InProgress)
        .numbers(vec![1, -2, 3])
        .words(vec![
            "a,b".to_owned(),
            "{\"c\"}".to_owned(),
            String::new(),
            "NULL".to_owned(),
        ])
        .statuses(vec![ProcessingStatus::InProgress, ProcessingStatus::Pending])
        .moments(vec![
            Some("2026-01-31T12:00:00.5Z".parse::<Timestamp>().expect("valid")),
            None,
        ])
}

#[tokio::test]
async fn ordinary_values() {
    for database in databases().await {
        let db = &database.db;
        let made = ordinary().maybe(7).exec(db).await.expect("created");
        assert_eq!(made.exact.to_string(), "12345678901234567.123456789");
        assert_eq!(made.text, "ein \"Text\" mit 'Zeichen', \\ und ☃");
        assert_eq!(made.bytes, [0, 255, 1]);
        assert_eq!((made.small, made.medium, made.large), (-1, -70_000, 1 << 60));
        assert_eq!(
            (made.day.to_string(), made.clock.to_string()),
            ("2024-02-29".into(), "23:59:59.999999".into())
        );
        assert_eq!(made.local.to_string(), "1969-12-31T23:59:59.5");
        assert_eq!(made.instant.to_string(), "2026-01-31T12:00:00.123456Z");
        assert_eq!(
            (made.span.months, made.span.days, made.span.microseconds),
            (14, -3, -1_500_000)
        );
        assert_eq!(made.json, serde_json::json!({"a": [1, null, "x"]}));
        assert_eq!(made.jsonb, serde_json::json!("text"));
        assert_eq!(made.host.to_string(), "192.168.0.7/24");
        assert_eq!(made.net.to_string(), "2001:db8::/32");
        assert_eq!(made.hardware.to_string(), "01-02-03-FA-FB-FC");
        assert_eq!(made.status, ProcessingStatus::InProgress);
        assert_eq!(made.numbers, [1, -2, 3]);
        assert_eq!(made.words, ["a,b", "{\"c\"}", "", "NULL"]);
        assert_eq!(made.statuses, [ProcessingStatus::InProgress, ProcessingStatus::Pending]);
        assert_eq!(made.moments.len(), 2);
        assert_eq!(made.maybe, Some(7));
        assert_eq!(Everything::get(db, made.id).await.expect("found"), made);

        let many = Everything::insert_many_returning(db, [ordinary().maybe(7), ordinary().maybe(None)])
            .await
            .expect("created");
        let same = |other: &Everything| Everything {
            id: made.id,
            ..other.clone()
        };
        assert_eq!(same(&many[0]), made, "as it is one by one");
        assert_eq!(many[1].maybe, None);
    }
}

#[tokio::test]
async fn extreme_values() {
    for database in databases().await {
        let db = &database.db;
        for (exact, double, instant) in [
            ("0.000000000", f64::MAX, "0001-01-01T00:00:00Z"),
            ("-0.000000001", f64::MIN_POSITIVE, "9999-12-30T21:59:59.999999Z"),
            // (SQLite does not keep the sign of -0.0.)
            ("9999999999999999999.999999999", -0.5, "1969-12-31T23:59:59.999999Z"),
            ("10000.000000000", f64::INFINITY, "1970-01-01T00:00:00Z"),
        ] {
            let patch = ordinary()
                .id(Uuid::max())
                .exact(exact.parse::<Decimal>().expect("valid"))
                .double(double)
                .instant(instant.parse::<Timestamp>().expect("valid"))
                .numbers(Vec::new())
                .words(Vec::new())
                .moments(Vec::new())
                .large(i64::MIN)
                .text("")
                .bytes(Vec::new());
            let made = patch.exec(db).await.expect("created");
            assert_eq!(made.exact.to_string(), exact);
            assert_eq!(made.double.to_bits(), double.to_bits());
            assert_eq!(made.instant.to_string(), instant);
            assert!(made.numbers.is_empty() && made.words.is_empty() && made.moments.is_empty());
            assert_eq!(made.large, i64::MIN);
            assert!(Everything::delete(db, made.id).await.expect("deleted"));
        }
    }
}

#[tokio::test]
async fn json_of_a_type_of_one_s_own() {
    for database in databases().await {
        let db = &database.db;
        let mine_is = user(db, "anna").await;
        let mine = db.scope(&mine_is);
        let content = Content {
            words: vec!["a".to_owned(), "b\"c".to_owned()],
        };
        let made = VideoSummary::create(summary("12345678901"))
            .content(content.clone())
            .exec(&mine)
            .await
            .expect("created");
        assert_eq!(made.content, Some(content));
        let none = VideoSummary::update(&made.id)
            .content(None)
            .exec(&mine)
            .await
            .expect("changed");
        assert_eq!(none.content, None);
    }
}
