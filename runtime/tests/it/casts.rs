//! Casts: each gives the same on every database.

use tablesmith::{Date, DateTime, Decimal, Timestamp, prelude::*};

use crate::databases::databases;
use crate::models::Everything as E;
use crate::values::ordinary;

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

#[tokio::test]
async fn values_are_cast_alike() {
    let late: Timestamp = "2026-12-31T23:30:00-05:00".parse().expect("a timestamp");
    let local: DateTime = "2024-02-29T23:59:59.999999".parse().expect("a time");
    let (day, leap): (Date, Date) = (
        "2027-01-01".parse().expect("a day"),
        "2024-02-29".parse().expect("a day"),
    );
    for database in databases().await {
        let db = &database.db;
        for (small, medium, large, truth, maybe) in [
            (-7_i16, 0_i32, i64::MAX, true, Some(12)),
            (i16::MAX, i32::MIN, -1, false, None),
        ] {
            let new = ordinary()
                .small(small)
                .medium(medium)
                .large(large)
                .truth(truth)
                .maybe(maybe);
            let new = new.single(0.1).exact(decimal("12.5")).instant(late).local(local);
            let made = new.exec(db).await.expect("a row");
            let of = || E::query().filter(E::ID.eq(made.id));
            let wide = of().select((E::SMALL.cast::<i32>(), E::SMALL.cast::<i64>(), E::MEDIUM.cast::<i64>()));
            assert_eq!(
                wide.one(db).await.expect("a row"),
                (i32::from(small), i64::from(small), i64::from(medium))
            );
            let floats = of().select((E::LARGE.cast::<f64>(), E::SINGLE.cast::<f64>(), E::EXACT.cast::<f64>()));
            #[expect(clippy::cast_precision_loss, reason = "it is what the databases do")]
            let expected = (large as f64, f64::from(0.1_f32), 12.5);
            assert_eq!(floats.one(db).await.expect("a row"), expected);
            let decimals = of().select((
                E::SMALL.cast::<Decimal>(),
                E::LARGE.cast::<Decimal>(),
                E::MAYBE.cast::<Decimal>(),
            ));
            assert_eq!(
                decimals.one(db).await.expect("a row"),
                (small.into(), large.into(), maybe.map(Decimal::from))
            );
            let texts = of().select((
                E::LARGE.cast::<String>(),
                E::MAYBE.cast::<String>(),
                E::TRUTH.cast::<String>(),
                E::ID.cast::<String>(),
            ));
            assert_eq!(
                texts.one(db).await.expect("a row"),
                (
                    large.to_string(),
                    maybe.map(|maybe: i32| maybe.to_string()),
                    truth.to_string(),
                    made.id.to_string()
                )
            );
            let truths = of().select((
                E::TRUTH.cast::<i32>(),
                E::TRUTH.cast::<i64>(),
                E::SMALL.cast::<bool>(),
                E::MEDIUM.cast::<bool>(),
                E::MAYBE.cast::<bool>(),
            ));
            let number = i32::from(truth);
            assert_eq!(
                truths.one(db).await.expect("a row"),
                (number, number.into(), true, medium != 0, maybe.map(|_| true))
            );
            let days = of().select((E::INSTANT.cast::<Date>(), E::LOCAL.cast::<Date>()));
            assert_eq!(days.one(db).await.expect("a row"), (day, leap));

            // In conditions, orders, groups and other expressions.
            let found = of()
                .filter(
                    E::INSTANT
                        .cast::<Date>()
                        .eq(day)
                        .and(E::SMALL.cast::<i64>().eq(i64::from(small))),
                )
                .filter((E::SMALL.cast::<i64>() + 1).gt(i64::from(small)))
                .order_by(E::TRUTH.cast::<String>().asc())
                .count(db);
            assert_eq!(found.await.expect("counted"), 1);
            let sums = of()
                .group_by(E::LOCAL.cast::<Date>())
                .select((E::LOCAL.cast::<Date>(), sum(E::TRUTH.cast::<i32>())));
            assert_eq!(sums.all(db).await.expect("rows"), [(leap, Some(i64::from(truth)))]);
        }
    }
}
