//! Writing many files so that either all of them change or none does.
//!
//! [`Staging::commit`] goes through these phases; a failure in any of them takes back what was done before it:
//! 1. what would not change is set aside: it keeps its modification time, so cargo rebuilds little;
//! 2. every new content is written to a hidden file beside its target, which finds out about permissions and space; then
//!    those that cannot be made again are forced to disk, all at once: the disk does that in hardly more time than one;
//! 3. old files are kept under a hidden name and new ones renamed into place, in the order in which they were staged;
//!    folders are forced to disk once, before a file that seals what stands before it and at the end;
//! 4. the kept ones are deleted.
//!
//! A process that is killed in phase 3 leaves a prefix of that order. Callers stage models first and `history.lock`
//! last, so that a history never names what is not there. Hidden files of a killed run are cleared by the next one.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fs_err as fs;

/// What names of hidden files start with.
const HIDDEN: &str = ".tablesmith-";

/// Files to write and remove, together.
#[derive(Debug)]
pub struct Staging {
    root: PathBuf,
    operations: Vec<Operation>,
    expected: Vec<(PathBuf, Option<String>)>,
}

#[derive(Debug)]
enum Operation {
    Write {
        path: PathBuf,
        contents: String,
        durability: Durability,
        guard: Guard,
    },
    Keep {
        path: PathBuf,
    },
    Remove {
        path: PathBuf,
    },
}

/// What a loss of power may do to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Durability {
    /// It can be made again.
    None,
    /// It is on the disk when the commit ends.
    Synced,
    /// The same, and everything staged before it is on the disk before it takes its place.
    Seal,
}

/// What a file must be like to be overwritten with something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    /// Anything.
    None,
    /// It bears the header of generated files.
    Header,
    /// It must not be there.
    Absent,
}

/// What a commit did; paths as they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Committed {
    /// Files that are new or have other contents now.
    pub written: Vec<PathBuf>,
    /// Files and folders that are gone.
    pub removed: Vec<PathBuf>,
    /// How many files were as they should be.
    pub unchanged: usize,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum StagingError {
    /// The operating system said no; its message names the path.
    #[error("nothing was written: {0}")]
    Io(#[from] io::Error),
    /// A folder stands where a file belongs.
    #[error("nothing was written: `{}` is a folder, and a file belongs there", .0.display())]
    IsFolder(PathBuf),
    /// A file stands where a generated one belongs, and does not say that it was generated.
    #[error(
        "nothing was written: `{}` is not a generated file (it lacks the line `{}`), and is not overwritten: \
         move it away, or delete it", .0.display(), super::HEADER
    )]
    NotOurs(PathBuf),
    /// Someone else changed a file that the new contents were made from.
    #[error("nothing was written: `{}` was changed by someone else meanwhile; run again", .0.display())]
    Changed(PathBuf),
    /// Taking back failed too. The old contents are in hidden files beside their places.
    #[error("{cause}; and putting back what was there failed: {}", stranded.join("; "))]
    Stranded {
        /// What went wrong first.
        cause: io::Error,
        /// What could not be put back, and why.
        stranded: Vec<String>,
    },
}

impl Staging {
    /// Nothing staged yet. Paths are taken relative to `root`, which exists; while a commit runs, others with the same
    /// root wait.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            operations: Vec::new(),
            expected: Vec::new(),
        }
    }

    /// Stages a file that can be made again: it is not forced to disk.
    pub fn write(&mut self, path: impl Into<PathBuf>, contents: impl Into<String>) {
        self.operations.push(Operation::Write {
            path: path.into(),
            contents: contents.into(),
            durability: Durability::None,
            guard: Guard::None,
        });
    }

    /// Stages a file that is generated. A file of somebody else in its place is refused: one that lacks the header, or,
    /// where the new contents have none either, any that is not known from the manifest.
    pub(super) fn write_generated(&mut self, path: impl Into<PathBuf>, contents: impl Into<String>, known: bool) {
        let contents = contents.into();
        let guard = match super::manifest::has_header(&contents) {
            true => Guard::Header,
            false if known => Guard::None,
            false => Guard::Absent,
        };
        self.operations.push(Operation::Write {
            path: path.into(),
            contents,
            durability: Durability::None,
            guard,
        });
    }

    /// Stages a file that cannot be made again: it is on the disk before it takes its place.
    pub fn write_synced(&mut self, path: impl Into<PathBuf>, contents: impl Into<String>) {
        self.operations.push(Operation::Write {
            path: path.into(),
            contents: contents.into(),
            durability: Durability::Synced,
            guard: Guard::None,
        });
    }

    /// Stages a file that says what the others are: it takes its place when all that was staged before it has its own, on
    /// the disk too.
    pub fn write_seal(&mut self, path: impl Into<PathBuf>, contents: impl Into<String>) {
        self.operations.push(Operation::Write {
            path: path.into(),
            contents: contents.into(),
            durability: Durability::Seal,
            guard: Guard::None,
        });
    }

    /// Takes note of a file that is as it should be: it is not looked at again.
    pub fn keep(&mut self, path: impl Into<PathBuf>) {
        self.operations.push(Operation::Keep { path: path.into() });
    }

    /// Stages the removal of a file, or of a folder with all that is in it. What is not there is no error.
    pub fn remove(&mut self, path: impl Into<PathBuf>) {
        self.operations.push(Operation::Remove { path: path.into() });
    }

    /// Says what a file held when it was read (`None`: it was not there). The commit is refused when it holds something
    /// else by then.
    pub fn expect(&mut self, path: impl Into<PathBuf>, contents: Option<String>) {
        self.expected.push((path.into(), contents));
    }

    /// Stages all that another one has, behind what is staged here.
    pub fn append(&mut self, mut other: Self) {
        self.operations.append(&mut other.operations);
        self.expected.append(&mut other.expected);
    }

    /// The files to be written or kept, as they are on disk.
    pub fn written_paths(&self) -> Vec<PathBuf> {
        let written = self.operations.iter().filter_map(|operation| match operation {
            Operation::Write { path, .. } | Operation::Keep { path } => Some(self.root.join(path)),
            Operation::Remove { .. } => None,
        });
        written.collect()
    }

    /// Whether nothing is staged.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// What [`commit`](Self::commit) would do, without doing it.
    pub fn preview(&self) -> Result<Committed, StagingError> {
        let mut committed = Committed::default();
        for operation in &self.operations {
            match operation {
                Operation::Write {
                    path, contents, guard, ..
                } => {
                    if holds(&self.root.join(path), contents, *guard)? {
                        committed.unchanged += 1;
                    } else {
                        committed.written.push(path.clone());
                    }
                }
                Operation::Keep { .. } => committed.unchanged += 1,
                Operation::Remove { path } => {
                    if exists(&self.root.join(path))? {
                        committed.removed.push(path.clone());
                    }
                }
            }
        }
        Ok(committed)
    }

    /// Does all that is staged, or nothing.
    ///
    /// # Errors
    /// See [`StagingError`]; after each but [`StagingError::Stranded`] every byte is as it was.
    pub fn commit(self) -> Result<Committed, StagingError> {
        let _lock = lock(&self.root);
        for (path, expected) in &self.expected {
            if read_if_there(&self.root.join(path))? != expected.as_ref().map(|text| text.as_bytes().to_vec()) {
                return Err(StagingError::Changed(path.clone()));
            }
        }
        let mut transaction = Transaction::default();
        match self.run(&mut transaction) {
            Ok(committed) => {
                transaction.finish();
                Ok(committed)
            }
            Err(StagingError::Io(cause)) => match transaction.undo() {
                stranded if stranded.is_empty() => Err(cause.into()),
                stranded => Err(StagingError::Stranded { cause, stranded }),
            },
            Err(error) => {
                transaction.undo();
                Err(error)
            }
        }
    }

    fn run(self, transaction: &mut Transaction) -> Result<Committed, StagingError> {
        let mut committed = Committed::default();
        let mut moves = Vec::new();
        let mut lasting = Vec::new();
        for operation in self.operations {
            match operation {
                Operation::Write {
                    path,
                    contents,
                    durability,
                    guard,
                } => {
                    let target = resolve(self.root.join(&path))?;
                    if holds(&target, &contents, guard)? {
                        committed.unchanged += 1;
                        continue;
                    }
                    let (hidden, file) = transaction.stage(&target, &contents)?;
                    if durability != Durability::None {
                        lasting.push(file);
                    }
                    moves.push((target, Some((hidden, durability))));
                    committed.written.push(path);
                }
                Operation::Keep { .. } => committed.unchanged += 1,
                Operation::Remove { path } => {
                    let target = self.root.join(&path);
                    if exists(&target)? {
                        moves.push((target, None));
                        committed.removed.push(path);
                    }
                }
            }
        }
        sync(&lasting)?;
        let mut folders = BTreeSet::new();
        for (target, hidden) in moves {
            match hidden {
                Some((hidden, durability)) => {
                    if durability == Durability::Seal {
                        sync_folders(&mut folders)?;
                    }
                    transaction.replace(&hidden, &target)?;
                    if durability != Durability::None {
                        folders.insert(parent(&target).to_owned());
                    }
                }
                None => transaction.set_aside(target)?,
            }
        }
        sync_folders(&mut folders)?;
        Ok(committed)
    }
}

/// What was done so far, and how to take it back.
#[derive(Debug, Default)]
struct Transaction {
    /// Folders made for new files, parents first.
    folders: Vec<PathBuf>,
    /// Folders already cleared of what a killed run left.
    cleared: BTreeSet<PathBuf>,
    /// Hidden files not yet in place.
    staged: Vec<PathBuf>,
    /// Places that hold something new: (place, where its old content is kept).
    replaced: Vec<(PathBuf, Option<PathBuf>)>,
    /// For names of hidden files.
    counter: usize,
}

impl Transaction {
    /// Writes contents to a hidden file beside `target`.
    fn stage(&mut self, target: &Path, contents: &str) -> io::Result<(PathBuf, fs::File)> {
        let folder = parent(target);
        self.make_folder(folder)?;
        self.clear(folder)?;
        let hidden = self.hidden(folder, "staged");
        self.staged.push(hidden.clone());
        let mut file = fs::File::create(&hidden)?;
        file.write_all(contents.as_bytes())?;
        if let Ok(metadata) = fs::metadata(target) {
            file.set_permissions(metadata.permissions())?;
        }
        Ok((hidden, file))
    }

    fn replace(&mut self, hidden: &Path, target: &Path) -> io::Result<()> {
        let folder = parent(target);
        if target.is_dir() {
            let message = format!("`{}` became a folder", target.display());
            return Err(io::Error::new(io::ErrorKind::IsADirectory, message));
        }
        let kept = exists(target)?.then(|| self.hidden(folder, "previous"));
        if let Some(kept) = &kept
            // A hard link leaves no moment without the file; not every file system has them.
            && fs::hard_link(target, kept).is_err()
        {
            fs::rename(target, kept)?;
        }
        self.replaced.push((target.to_owned(), kept));
        fs::rename(hidden, target)?;
        Ok(())
    }

    fn set_aside(&mut self, target: PathBuf) -> io::Result<()> {
        let kept = self.hidden(parent(&target), "previous");
        fs::rename(&target, &kept)?;
        self.replaced.push((target, Some(kept)));
        Ok(())
    }

    fn hidden(&mut self, folder: &Path, what: &str) -> PathBuf {
        self.counter += 1;
        folder.join(format!("{HIDDEN}{}-{}.{what}", std::process::id(), self.counter))
    }

    fn make_folder(&mut self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        let above = parent(folder);
        if above != folder {
            self.make_folder(above)?;
        }
        fs::create_dir(folder)?;
        self.folders.push(folder.to_owned());
        Ok(())
    }

    /// Removes what a killed run left in a folder.
    fn clear(&mut self, folder: &Path) -> io::Result<()> {
        if !self.cleared.insert(folder.to_owned()) {
            return Ok(());
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if is_hidden(&entry.file_name()) {
                remove(&entry.path())?;
            }
        }
        Ok(())
    }

    /// Deletes what was kept. The new files are in place, so a failure here is none of the commit: it leaves a hidden
    /// file, which the next run clears.
    fn finish(self) {
        for kept in self.replaced.into_iter().filter_map(|(_, kept)| kept) {
            let _ = remove(&kept);
        }
    }

    /// Puts everything back; gives what could not be.
    fn undo(self) -> Vec<String> {
        let mut stranded = Vec::new();
        for (target, kept) in self.replaced.into_iter().rev() {
            let undone = match &kept {
                // The link is the only name left for the old content when the rename went through, and one of two
                // names for it when it did not; renaming one link of a file over another does nothing (POSIX).
                Some(kept) => fs::rename(kept, &target).and_then(|()| remove(kept)),
                None => remove(&target),
            };
            if let Err(error) = undone {
                stranded.push(error.to_string());
            }
        }
        for path in self.staged.iter().chain(self.folders.iter().rev()) {
            if let Err(error) = remove(path) {
                stranded.push(error.to_string());
            }
        }
        stranded
    }
}

/// Whether a file of this name was left by a run that was killed.
pub(super) fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.to_string_lossy().starts_with(HIDDEN)
}

/// Removes a file or folder; one that is not there is removed already.
fn remove(path: &Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => path,
    }
}

fn exists(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// The file behind a symbolic link: it is the one to replace, the link stays.
fn resolve(path: PathBuf) -> io::Result<PathBuf> {
    match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_symlink() => fs::canonicalize(&path),
        _ => Ok(path),
    }
}

fn read_if_there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(contents) => Ok(Some(contents)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a file has these contents already.
fn holds(path: &Path, contents: &str, guard: Guard) -> Result<bool, StagingError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(StagingError::IsFolder(path.to_owned())),
        Ok(metadata) if metadata.len() != contents.len() as u64 && guard == Guard::None => return Ok(false),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    let found = fs::read(path)?;
    let same = found == contents.as_bytes();
    let overwritable = match guard {
        Guard::None => true,
        Guard::Header => super::manifest::has_header(&String::from_utf8_lossy(&found)),
        Guard::Absent => false,
    };
    if same || overwritable {
        return Ok(same);
    }
    Err(StagingError::NotOurs(path.to_owned()))
}

/// Holds off others with the same root. Where the system or file system cannot lock a folder, two runs at once are
/// still found out by [`Staging::expect`].
fn lock(root: &Path) -> Option<std::fs::File> {
    let folder = std::fs::File::open(root).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

/// Makes renames outlast a loss of power. Only Unix can open a folder for that; elsewhere they are as durable as the
/// system makes them.
fn sync_folders(folders: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    let folders = std::mem::take(folders);
    if cfg!(unix) {
        let opened = folders.into_iter().map(fs::File::open);
        sync(&opened.collect::<io::Result<Vec<_>>>()?)?;
    }
    Ok(())
}

/// Forces files or folders to disk, side by side: each call waits for the disk, which writes what is asked of it at one
/// time in one go.
fn sync(files: &[fs::File]) -> io::Result<()> {
    /// More would hardly be faster.
    const AT_ONCE: usize = 16;

    for files in files.chunks(AT_ONCE) {
        std::thread::scope(|scope| {
            let running: Vec<_> = files.iter().map(|file| scope.spawn(|| file.sync_all())).collect();
            let ended = running.into_iter().map(|file| match file.join() {
                Ok(synced) => synced,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            ended.fold(Ok(()), io::Result::and)
        })?;
    }
    Ok(())
}
