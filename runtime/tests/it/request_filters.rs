//! Filters and orders of requests: what they find, that both databases answer alike, and that nothing but what is allowed gets
//! through.

use std::collections::BTreeMap;

use proptest::prelude::{Just, Strategy, TestCaseError, any, prop, prop_assert, prop_oneof};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value as Json, json};
use tablesmith::query::{AllowList, Operator, RequestFilter};
use tablesmith::{Dao, Date, Db, Decimal, Dialect, Error, New, Timestamp, Uuid, prelude::*};

use crate::databases::databases;
use crate::models::{NewVideoSummary, ProcessingStatus, User, VideoSummary, user};

#[derive(Clone, PartialEq, Dao)]
#[dao(table = "offer", primary_key(columns(id)))]
struct Offer {
    id: i32,
    title: String,
    note: Option<String>,
    stock: Option<i16>,
    price: Decimal,
    weight: f64,
    open: bool,
    status: ProcessingStatus,
    code: Uuid,
    day: Date,
    seen: Option<Timestamp>,
    #[dao(secret)]
    token: String,
    words: Vec<String>,
}

#[derive(Debug, Clone, New)]
#[new(Offer)]
struct NewOffer {
    id: i32,
    title: String,
    price: Decimal,
    weight: f64,
    open: bool,
    status: ProcessingStatus,
    code: Uuid,
    day: Date,
    token: String,
    words: Vec<String>,
}

const POSTGRES: &str = "create table offer (id int4 primary key, title text not null, note text, stock int2, price numeric(10,2) not null,
    weight float8 not null, open bool not null, status processing_status not null, code uuid not null, day date not null,
    seen timestamptz, token text not null, words text[] not null)";
const SQLITE: &str =
    "create table offer (id integer primary key, title text not null, note text, stock integer, price numeric not null,
    weight real not null, open integer not null, status text not null, code text not null, day text not null,
    seen text, token text not null, words text not null)";

async fn fill(db: &Db) {
    let table = match db.dialect() {
        Dialect::Postgres => POSTGRES,
        Dialect::Sqlite => SQLITE,
    };
    db.batch(table).await.expect("a table");
    let titles = ["Rust", "rust 100%", "a_b", "it's", "C:\\new", "", "Ünïcode", "zebra"];
    for (id, title) in (1_i32..).zip(titles) {
        let (odd, number) = (id % 2 == 1, u8::try_from(id).expect("small"));
        let new = NewOffer {
            id,
            title: title.to_owned(),
            price: Decimal::new(i64::from(id) * 150, 2),
            weight: f64::from(id) / 4.0,
            open: odd,
            status: ProcessingStatus::ALL[usize::from(number) % 3],
            code: Uuid::from_bytes([number; 16]),
            day: format!("2026-0{id}-15").parse().expect("a day"),
            token: format!("token {id}"),
            words: Vec::new(),
        };
        let created = Offer::create(new)
            .note(odd.then(|| format!("note {id}")))
            .stock(odd.then_some(i16::from(number) * 10))
            .seen(odd.then(|| {
                format!("2026-0{id}-15T12:00:00Z")
                    .parse::<Timestamp>()
                    .expect("a moment")
            }));
        created.exec(db).await.expect("created");
    }
}

fn allowed() -> AllowList<Offer> {
    AllowList::new()
        .filter(Offer::ID)
        .filter(Offer::TITLE)
        .filter(Offer::NOTE)
        .filter(Offer::STOCK)
        .filter(Offer::PRICE)
        .filter(Offer::WEIGHT)
        .filter(Offer::OPEN)
        .filter_as("state", Offer::STATUS)
        .filter(Offer::CODE)
        .filter(Offer::DAY)
        .filter(Offer::SEEN)
        .sort(Offer::ID)
        .sort_as("cost", Offer::PRICE)
        .sort(Offer::OPEN)
}

fn read(filter: &Json) -> RequestFilter {
    serde_json::from_value(filter.clone()).expect("reads")
}

async fn found(db: &Db, filter: &RequestFilter) -> tablesmith::Result<Vec<i32>> {
    let query = Offer::query().filter(allowed().condition(filter)?);
    query.order_by(Offer::ID.asc()).select(Offer::ID).all(db).await
}

#[tokio::test]
async fn json_finds_what_it_asks_for() {
    for database in databases().await {
        let db = &database.db;
        fill(db).await;
        for (filter, expected) in [
            (json!({}), &[1, 2, 3, 4, 5, 6, 7, 8][..]),
            (json!({"title": "Rust"}), &[1]),
            (json!({"title": {"contains": "ust"}}), &[1, 2]),
            (json!({"title": {"contains": "100%"}}), &[2]),
            (json!({"title": {"contains": "%"}}), &[2]),
            (json!({"title": {"contains": "_"}}), &[3]),
            (json!({"title": {"contains": "\\"}}), &[5]),
            (json!({"title": {"starts_with": "r"}}), &[2]),
            (json!({"title": {"ends_with": "'s"}}), &[4]),
            (json!({"title": {"ends_with": "%"}}), &[2]),
            (json!({"title": {"ends_with": "\\new"}}), &[5]),
            (json!({"title": ["Rust", "zebra", "no"]}), &[1, 8]),
            (json!({"title": {"in": []}}), &[]),
            (json!({"title": {"not_in": ["Rust", "zebra"]}}), &[2, 3, 4, 5, 6, 7]),
            (json!({"note": null}), &[2, 4, 6, 8]),
            (json!({"note": {"ne": null}}), &[1, 3, 5, 7]),
            (json!({"note": {"is_null": true}, "id": {"gt": 4}}), &[6, 8]),
            (json!({"stock": {"is_null": false, "le": 30}}), &[1, 3]),
            (json!({"stock": {"ne": 30}}), &[1, 5, 7]),
            (json!({"price": 1.5}), &[1]),
            (json!({"price": {"ge": "9.00", "lt": 12}}), &[6, 7]),
            (json!({"weight": {"gt": 1.5}}), &[7, 8]),
            (json!({"open": true, "state": "in progress"}), &[1, 7]),
            (json!({"state": ["pending", "completed"], "open": false}), &[2, 6, 8]),
            (json!({"code": "03030303-0303-0303-0303-030303030303"}), &[3]),
            (json!({"day": {"lt": "2026-03-15"}}), &[1, 2]),
            (json!({"seen": {"ge": "2026-05-15T14:00:00+02:00"}}), &[5, 7]),
            (
                json!({"or": [{"id": 1}, {"title": {"contains": "_"}}, {"id": {"ge": 7}, "open": false}]}),
                &[1, 3, 8],
            ),
            (json!({"not": {"id": {"le": 6}}}), &[7, 8]),
            (
                json!({"not": {"or": [{"id": {"lt": 4}}, {"not": {"open": true}}]}}),
                &[5, 7],
            ),
            (json!({"and": [{"id": {"gt": 2}}, {"id": {"lt": 5}}]}), &[3, 4]),
            (
                json!({"and": {"id": {"gt": 2}, "open": true}, "id": {"lt": 6}}),
                &[3, 5],
            ),
        ] {
            let found = found(db, &read(&filter)).await;
            assert_eq!(found.expect("answers"), expected, "{filter}");
        }
        for (query, expected) in [
            ("", &[1, 2, 3, 4, 5, 6, 7, 8][..]),
            ("title[contains]=ust&id[ge]=2", &[2]),
            ("id=3&id=5", &[3, 5]),
            ("id[]=3&id[]=5", &[3, 5]),
            ("id[in][]=3&id[in][]=5", &[3, 5]),
            ("id[in]=3", &[3]),
            ("open=true&stock[gt]=10&price[lt]=8.00", &[3, 5]),
            ("or[0][id]=1&or[1][id][gt]=7", &[1, 8]),
            ("or[][id]=1&or[][id][gt]=7", &[1, 8]),
            ("not[note][is_null]=false", &[2, 4, 6, 8]),
            ("seen[lt]=2026-01-15T12:00:01Z", &[1]),
            ("title=", &[6]),
            ("weight=2", &[8]),
            ("title=it%27s", &[4]),
        ] {
            let filter = RequestFilter::from_query(query).expect("reads");
            assert_eq!(found(db, &filter).await.expect("answers"), expected, "{query}");
        }
    }
}

#[test]
fn what_is_not_allowed_is_said_with_its_place() {
    let refused = |allowed: AllowList<Offer>, filter: Json| {
        let error = allowed.condition(&read(&filter)).expect_err("refused");
        assert_eq!((error.http_status(), error.kind()), (400, "invalid_request"), "{error}");
        error.to_string()
    };
    let few = || {
        AllowList::new()
            .filter(Offer::ID)
            .filter(Offer::TITLE)
            .filter_as("state", Offer::STATUS)
            .filter(Offer::OPEN)
    };
    for (filter, expected) in [
        (
            json!({"token": "x"}),
            "`token` cannot be filtered by: there are `id`, `title`, `state`, `open`",
        ),
        (
            json!({"status": "x"}),
            "`status` cannot be filtered by: there are `id`, `title`, `state`, `open`",
        ),
        (
            json!({"or": [{"id": 1}, {"title": {"like": "%"}}]}),
            "`or[1].title.like` is no operator of `title`: there are `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `in`, `not_in`, `contains`, `starts_with`, `ends_with`",
        ),
        (
            json!({"open": {"gt": false}}),
            "`open.gt` is no operator of `open`: there are `eq`, `ne`, `in`, `not_in`",
        ),
        (
            json!({"id": {"contains": "1"}}),
            "`id.contains` is no operator of `id`: there are `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `in`, `not_in`",
        ),
        (json!({"id": "one"}), "`id` must be a 32-bit integer, not text"),
        (
            json!({"id": {"in": [1, 2, 3_000_000_000_u32]}}),
            "`id.in[2]` must be a 32-bit integer, not an integer out of range",
        ),
        (
            json!({"id": {"in": [1, null]}}),
            "`id.in[1]` must be a 32-bit integer, not null",
        ),
        (
            json!({"id": {"in": null}}),
            "`id.in` must be a list of values, not null",
        ),
        (
            json!({"id": {"eq": [1]}}),
            "`id.eq` must be a 32-bit integer, not a list",
        ),
        (json!({"id": null}), "`id` is never null"),
        (
            json!({"id": {}}),
            "`id` has no operator: there are `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `in`, `not_in`",
        ),
        (json!({"title": 5}), "`title` must be text, not an integer"),
        (
            json!({"title": {"contains": true}}),
            "`title.contains` must be text, not a boolean",
        ),
        (
            json!({"title": {"contains": {"a": 1}}}),
            "`title.contains` must be text, not an object",
        ),
        (json!({"open": 1}), "`open` must be a boolean, not a number"),
        (
            json!({"state": "lost"}),
            "`state` must be ProcessingStatus, not a text that is none of its values",
        ),
        (
            json!({"or": {"id": 1}}),
            "`or` must be a list of filters, not an object",
        ),
        (json!({"or": []}), "`or` has no filters"),
        (
            json!({"or": [1]}),
            "`or[0]` must be an object of fields, not an integer",
        ),
        (json!({"not": {}}), "`not` has no conditions"),
        (
            json!({"not": [{"id": 1}]}),
            "`not` must be an object of fields, not a list",
        ),
    ] {
        assert_eq!(refused(few(), filter), expected);
    }
    let deep = json!({"not": {"not": {"not": {"id": 1}}}});
    assert!(few().max_depth(3).condition(&read(&deep)).is_ok());
    assert_eq!(
        refused(few().max_depth(2), deep),
        "`not.not.not` is nested too deep: at most 2 levels"
    );
    let many = json!({"and": [{"id": 1}, {"id": {"gt": 1, "lt": 3}}]});
    assert!(few().max_conditions(3).condition(&read(&many)).is_ok());
    assert_eq!(
        refused(few().max_conditions(2), many),
        "`and[1].id.lt` is a condition too many: at most 2"
    );
    let list = json!({"id": [1, 2, 3]});
    assert!(few().max_values(3).condition(&read(&list)).is_ok());
    assert_eq!(
        refused(few().max_values(2), list),
        "`id` has too many values: at most 2"
    );
    let long = json!({"title": {"contains": "äöü"}});
    assert!(few().max_characters(3).condition(&read(&long)).is_ok());
    assert_eq!(
        refused(few().max_characters(2), long),
        "`title.contains` is too long: at most 2 characters"
    );
    assert_eq!(
        refused(few().only([Operator::Eq]), json!({"open": [true]})),
        "`open` cannot be asked for `in`: there are `eq`"
    );
    assert_eq!(
        refused(AllowList::new(), json!({"a\nb": 1})),
        "`ab` cannot be filtered by: there are none"
    );
}

#[test]
fn a_list_that_no_database_could_answer_says_so() {
    for (allowed, expected) in [
        (AllowList::new().filter(Offer::TOKEN), "`token` is secret"),
        (AllowList::new().sort(Offer::TOKEN), "`token` is secret"),
        (AllowList::new().filter(Offer::WORDS), "of type text[]"),
        (
            AllowList::new().filter_as("or", Offer::ID),
            "`or` puts filters together",
        ),
        (
            AllowList::new().filter(Offer::ID).filter(Offer::ID),
            "`id` is there twice",
        ),
        (AllowList::new().sort(Offer::ID).sort(Offer::ID), "`id` is there twice"),
        (AllowList::new().only([Operator::Eq]), "there is none"),
    ] {
        for error in [
            allowed.condition(&RequestFilter::default()).expect_err("refused"),
            allowed.order("").expect_err("refused"),
        ] {
            assert!(matches!(error, Error::InvalidQuery(_)), "{error}");
            assert!(error.to_string().contains(expected), "{error}");
        }
    }
}

#[tokio::test]
async fn rows_come_in_the_order_that_is_asked_for() {
    for database in databases().await {
        let db = &database.db;
        fill(db).await;
        for (order, expected) in [
            ("-cost", [8, 7, 6, 5, 4, 3, 2, 1]),
            ("open,-id", [8, 6, 4, 2, 7, 5, 3, 1]),
            (" open , cost ", [2, 4, 6, 8, 1, 3, 5, 7]),
            ("", [1, 2, 3, 4, 5, 6, 7, 8]),
        ] {
            let query = Offer::query().order_by(allowed().order(order).expect("allowed"));
            let found = query.order_by(Offer::ID.asc()).select(Offer::ID).all(db).await;
            assert_eq!(found.expect("answers"), expected, "{order}");
        }
    }
    for (order, expected) in [
        ("title", "`title` cannot be ordered by: there are `id`, `cost`, `open`"),
        ("price", "`price` cannot be ordered by: there are `id`, `cost`, `open`"),
        ("id,-id", "`id` is in the order twice"),
        (
            "id;drop table offer",
            "`id;drop table offer` cannot be ordered by: there are `id`, `cost`, `open`",
        ),
    ] {
        let error = allowed().order(order).expect_err("refused");
        assert_eq!((error.to_string().as_str(), error.http_status()), (expected, 400));
    }
}

#[tokio::test]
async fn no_filter_leaves_its_scope() {
    for database in databases().await {
        let db = &database.db;
        let mut owners: Vec<User> = Vec::new();
        for (name, number) in [("ada", "1"), ("bob", "2")] {
            let owner = user(db, name).await;
            let new = NewVideoSummary {
                youtube_id: number.repeat(11),
                title: "About".to_owned(),
            };
            VideoSummary::create(new)
                .exec(&db.scope(&owner))
                .await
                .expect("created");
            owners.push(owner);
        }
        let allowed = AllowList::new()
            .filter(VideoSummary::TITLE)
            .filter(VideoSummary::USER_ID);
        for filter in [
            json!({}),
            json!({"or": [{"title": "About"}, {"user_id": &owners[1].id}]}),
            json!({"not": {"title": "x"}}),
        ] {
            let query = VideoSummary::query().filter(allowed.condition(&read(&filter)).expect("allowed"));
            let found = query.all(&db.scope(&owners[0])).await.expect("answers");
            assert_eq!(found.len(), 1, "{filter}");
            assert_eq!(found[0].user_id, owners[0].id);
        }
    }
}

/// A flat map, as `axum::extract::Query` gives it, beside parameters of the application's own.
#[test]
fn other_parameters_stand_beside_a_filter() {
    #[derive(tablesmith::serde::Deserialize)]
    #[serde(crate = "tablesmith::serde")]
    struct Parameters {
        page: String,
        #[serde(flatten)]
        filter: RequestFilter,
    }
    let flat = BTreeMap::from([("page", "2"), ("id[ge]", "5"), ("title", "Rust")]);
    let parameters: Parameters = serde_json::from_value(json!(flat)).expect("reads");
    assert_eq!(parameters.page, "2");
    assert_eq!(
        parameters.filter,
        RequestFilter::from_query("id[ge]=5&title=Rust").expect("reads")
    );
}

/// Anything at all.
fn wild() -> impl Strategy<Value = Json> {
    let texts = vec![
        "",
        "Rust",
        "%",
        "_",
        "\\",
        "'",
        "1",
        "-1",
        "2.5",
        "true",
        "null",
        "NaN",
        "1e400",
        "2026-03-15",
        "2026-03-15T00:00:00Z",
        "2026-03-15 00:00:00",
        "9999-12-31T23:59:59Z",
        "-009999-01-01",
        "pending",
        "lost",
        "a\u{0}b",
        "Ü",
    ];
    prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        prop::sample::select(texts).prop_map(Json::from),
    ]
}

/// What a field may hold, and texts that stand for it.
fn likely(field: &str) -> Vec<Json> {
    let values = match field {
        "id" | "stock" => json!([1, 2, 30, 50, -3, "4"]),
        "title" | "note" => json!(["Rust", "r", "", "%", "_", "\\", "'", "note", "note 3", "Ü", "z"]),
        "price" => json!([1.5, 3, "4.50", "9"]),
        "weight" => json!([0.25, 1, "1.5", 2]),
        "open" => json!([true, false, "true", "0"]),
        "state" => json!(["pending", "in progress", "completed"]),
        "code" => json!([
            "03030303-0303-0303-0303-030303030303",
            "05050505050505050505050505050505"
        ]),
        "day" => json!(["2026-03-15", "2026-05-01"]),
        "seen" => json!([
            "2026-03-15T12:00:00Z",
            "2026-05-15T14:00:00+02:00",
            "2026-04-01T00:00:00.5Z"
        ]),
        _ => json!([1]),
    };
    values.as_array().cloned().unwrap_or_default()
}

fn operators(field: &str) -> Vec<&'static str> {
    let mut operators = vec!["eq", "ne", "in", "not_in"];
    if !matches!(field, "open" | "state") {
        operators.extend(["lt", "le", "gt", "ge"]);
    }
    if matches!(field, "title" | "note") {
        operators.extend(["contains", "starts_with", "ends_with"]);
    }
    operators
}

fn conditions(field: &'static str) -> impl Strategy<Value = Json> {
    let value = || prop::sample::select(likely(field));
    let list = prop::collection::vec(value(), 0..4).prop_map(Json::from);
    let operations = prop::collection::btree_map(prop::sample::select(operators(field)), value(), 1..3);
    let any_operator = prop::sample::select(vec!["lt", "contains", "is_null", "like", "in"]);
    let value = prop_oneof![
        8 => value(),
        4 => list,
        12 => operations.prop_map(|operations| json!(operations)),
        2 => any::<bool>().prop_map(|missing| json!({"is_null": missing})),
        1 => wild(),
        1 => (any_operator, wild()).prop_map(|(operator, value)| json!({operator: value})),
    ];
    value.prop_map(move |value| json!({field: value}))
}

fn filters() -> impl Strategy<Value = Json> {
    let fields = vec![
        "id", "title", "note", "stock", "price", "weight", "open", "state", "code", "day", "seen", "note", "seen",
        "token",
    ];
    let condition = prop::sample::select(fields).prop_flat_map(conditions);
    condition.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| json!({"or": parts})),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| json!({"and": parts})),
            inner.prop_map(|part| json!({"not": part})),
        ]
    })
}

/// Whatever a request asks for, it is refused before anything is sent, or answered alike by all databases.
#[tokio::test(flavor = "multi_thread")]
async fn any_request_is_refused_or_answered_alike() {
    let databases = databases().await;
    for database in &databases {
        fill(&database.db).await;
    }
    let runtime = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        let mut runner = TestRunner::new(Config {
            cases: std::env::var("PROPTEST_CASES")
                .ok()
                .and_then(|cases| cases.parse().ok())
                .unwrap_or(400),
            ..Config::default()
        });
        let mut answered = 0_u32;
        let outcome = runner.run(&filters(), |filter| {
            let asked = read(&filter);
            let mut answers = Vec::new();
            for database in &databases {
                match runtime.block_on(found(&database.db, &asked)) {
                    Ok(found) => answers.push(Some(found)),
                    Err(Error::InvalidRequest { .. }) => answers.push(None),
                    Err(error) => return Err(TestCaseError::fail(format!("{filter}: {error}"))),
                }
            }
            prop_assert!(
                answers.windows(2).all(|pair| pair[0] == pair[1]),
                "{filter}: {answers:?}"
            );
            Ok(())
        });
        outcome.expect("holds");
        let mut sample = TestRunner::deterministic();
        for _ in 0..100 {
            let filter = filters().new_tree(&mut sample).expect("a filter").current();
            answered += u32::from(allowed().condition(&read(&filter)).is_ok());
        }
        assert!(answered > 20, "only {answered} of 100 requests are answered at all");
    });
}
