//! Who competes, and where their programs are.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

/// Another library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum Peer {
    Sqlx,
    Diesel,
    DieselAsync,
    SeaOrm,
    Toasty,
}

impl Peer {
    /// All of them.
    pub(crate) const NAMES: [&str; 5] = ["sqlx", "diesel", "diesel_async", "sea_orm", "toasty"];

    /// Its workspace, from the repository's root: those that cannot be linked together have one each.
    fn workspace(self) -> &'static str {
        match self {
            Self::Sqlx | Self::Diesel | Self::DieselAsync | Self::SeaOrm => "benches/peers",
            Self::Toasty => "benches/peers/toasty",
        }
    }
}

/// The name of its package and program.
impl fmt::Display for Peer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Sqlx => "sqlx",
            Self::Diesel => "diesel",
            Self::DieselAsync => "diesel_async",
            Self::SeaOrm => "sea_orm",
            Self::Toasty => "toasty",
        })
    }
}

/// A contender's two programs.
pub(crate) struct Contender {
    pub(crate) name: String,
    pub(crate) timed: PathBuf,
    /// It counts allocations.
    pub(crate) counted: PathBuf,
}

impl Contender {
    fn new(name: &str, program: &str, folder: &Path) -> Self {
        Self {
            name: name.to_owned(),
            timed: folder.join(program),
            counted: folder.join(format!("{program}_counted")),
        }
    }
}

/// Builds them; those that others are compared with come first: the drivers, and the drivers once more.
pub(crate) fn build(peers: &[Peer]) -> Result<Vec<Contender>, Box<dyn Error>> {
    let ours = crate::build(&["-p", "contender_drivers", "-p", "contender_tablesmith"])?;
    let mut contenders = vec![
        Contender::new("drivers", "drivers", &ours),
        Contender::new("drivers again", "drivers", &ours),
        Contender::new("tablesmith", "tablesmith", &ours),
    ];
    // Beside our own, and the same for all: what several of them depend on is built once.
    let target = ours.parent().ok_or("no target directory")?.join("peers");
    let (target, folder) = (target.to_string_lossy(), target.join("release"));
    let mut workspaces: Vec<_> = peers.iter().map(|peer| peer.workspace()).collect();
    workspaces.dedup();
    for workspace in workspaces {
        // All of it, also where not all are asked for: another choice has other features, and would build everything anew.
        let manifest = crate::repository().join(workspace).join("Cargo.toml");
        crate::build(&["--manifest-path", &manifest.to_string_lossy(), "--target-dir", &target])?;
    }
    for peer in peers {
        contenders.push(Contender::new(&peer.to_string(), &peer.to_string(), &folder));
    }
    Ok(contenders)
}
