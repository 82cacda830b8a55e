//! The URL of another database on the same server.

/// The same URL with another database: everything else of it, parameters included, stays as it is written.
pub(super) fn with_database(url: &str, name: &str) -> String {
    let parameters = url.find(['?', '#']).unwrap_or(url.len());
    let (address, parameters) = url.split_at(parameters);
    let authority = address.find("://").map_or(0, |scheme| scheme + "://".len());
    let end = address[authority..]
        .find('/')
        .map_or(address.len(), |slash| authority + slash);
    format!("{}/{name}{parameters}", &address[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_database_changes() {
        for (url, expected) in [
            (
                "postgres://u:p@host:5432/app?sslmode=require",
                "postgres://u:p@host:5432/x?sslmode=require",
            ),
            ("postgres://host", "postgres://host/x"),
            ("postgres://host?sslmode=disable", "postgres://host/x?sslmode=disable"),
            (
                "postgres://u@/app?host=/run/pg&port=1",
                "postgres://u@/x?host=/run/pg&port=1",
            ),
        ] {
            assert_eq!(with_database(url, "x"), expected);
        }
    }
}
