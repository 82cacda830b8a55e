//! chrono's dates and times, as models have them with `dates = "chrono"`.

use tablesmith::chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use tablesmith::prelude::*;
use tablesmith::{Dao, Dialect, New};

use crate::databases::databases;

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "event", primary_key(columns(id)))]
struct Event {
    id: i64,
    day: tablesmith::chrono::NaiveDate,
    opens: tablesmith::chrono::NaiveTime,
    local: tablesmith::chrono::NaiveDateTime,
    starts: tablesmith::chrono::DateTime<tablesmith::chrono::Utc>,
    ended: Option<tablesmith::chrono::DateTime<tablesmith::chrono::Utc>>,
    #[dao(default = "now", update_default = "now")]
    updated_at: tablesmith::chrono::DateTime<tablesmith::chrono::Utc>,
}

#[derive(Debug, Clone, New)]
#[new(Event)]
struct NewEvent {
    id: i64,
    day: NaiveDate,
    opens: NaiveTime,
    local: NaiveDateTime,
    starts: DateTime<Utc>,
}

fn new(id: i64, moment: &str) -> NewEvent {
    let starts: DateTime<Utc> = moment.parse().expect("a moment");
    NewEvent {
        id,
        day: starts.date_naive(),
        opens: starts.time(),
        local: starts.naive_utc(),
        starts,
    }
}

#[tokio::test]
async fn each_goes_in_and_comes_out_as_it_was() {
    for database in databases().await {
        let db = &database.db;
        let sql = match db.dialect() {
            Dialect::Postgres => {
                "create table event (id bigint primary key, day date not null, opens time not null, \
                 local timestamp not null, starts timestamptz not null, ended timestamptz, \
                 updated_at timestamptz not null default now())"
            }
            Dialect::Sqlite => {
                "create table event (id integer primary key, day text not null, opens text not null, \
                 local text not null, starts text not null, ended text, \
                 updated_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')))"
            }
        };
        db.batch(sql).await.expect("a table");
        let moments = [
            "2026-01-31T09:30:00.123456Z",
            "1969-12-31T23:59:59.999999Z",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999Z",
        ];
        for (id, moment) in (0..).zip(moments) {
            let given = new(id, moment);
            let made = Event::create(given.clone())
                .ended(given.starts)
                .exec(db)
                .await
                .expect("created");
            assert_eq!((made.day, made.opens), (given.day, given.opens), "{moment}");
            assert_eq!((made.local, made.starts), (given.local, given.starts), "{moment}");
            assert_eq!(made.ended, Some(given.starts), "{moment}");
            let found = Event::get(db, id).await.expect("it is there");
            assert_eq!(found, made, "{moment}");
        }
        let many = [new(10, moments[0]), new(11, moments[1])];
        assert_eq!(Event::insert_many(db, many).await.expect("inserted"), 2);

        let starts: DateTime<Utc> = moments[0].parse().expect("a moment");
        let later = Event::query()
            .filter(Event::STARTS.ge(starts).and(Event::DAY.le(starts.date_naive())))
            .order_by(Event::ID.asc())
            .all(db)
            .await
            .expect("found");
        assert_eq!(later.iter().map(|event| event.id).collect::<Vec<_>>(), [0, 10]);

        let moved = Event::update(0)
            .starts(starts + TimeDelta::days(1))
            .ended(None)
            .exec(db)
            .await
            .expect("updated");
        assert_eq!((moved.starts - starts, moved.ended), (TimeDelta::days(1), None));
        let now = DateTime::<Utc>::from(std::time::SystemTime::now());
        assert!((now - moved.updated_at).abs() < TimeDelta::minutes(10));
    }
}
