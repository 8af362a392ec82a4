//! `sinergi keys rotate signing`: a new signing key in the key file, beside the old one.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use serde_json::Value;

use super::span::NOTICE_SECONDS;
use super::{Keys, random_key};
use crate::db::Timestamp;

/// What a rotation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The new key's id.
    pub new: String,
    /// From when it signs.
    pub signs_from: Timestamp,
    /// The id of the key it takes over from.
    pub old: String,
    /// Until when that one verifies.
    pub verifies_until: Timestamp,
}

/// Puts a new signing key into a key file and drops those that are over, in one atomic step.
///
/// Everything else in the file stays as it is. Refused while tokens of an earlier key may still be
/// valid, so that no more than two keys are ever published.
pub fn rotate_signing(path: &Path, now: Timestamp) -> Result<Rotation, String> {
    let failed = |error: std::io::Error| {
        format!(
            "the key file {} cannot be replaced: {error}",
            path.display()
        )
    };
    // Behind a link stands the file that all share.
    let path = &fs::canonicalize(path)
        .map_err(|error| format!("the key file {} cannot be read: {error}", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    // Two rotations at once: the second would drop the first one's key.
    let lock = File::open(folder).map_err(failed)?;
    lock.lock().map_err(failed)?;
    let text = fs::read_to_string(path).map_err(failed)?;
    let held = Keys::parse(&text, path)?;
    let [current, older @ ..] = held.signing() else {
        return Err(format!("{} holds no signing key", path.display()));
    };
    if let Some(until) = older
        .iter()
        .filter_map(|key| key.span.ends)
        .find(|ends| now < *ends)
    {
        return Err(format!(
            "the last rotation is not over: the key before {} verifies its tokens until {until}; rotate again after that",
            current.id
        ));
    }
    let signs_from = now.plus_seconds(NOTICE_SECONDS);
    let fresh = random_key();
    let mut file: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let mut entries = file["signing"].as_array_mut().into_iter().flatten();
    let kept = entries
        .find(|entry| entry["id"] == *current.id)
        .map(Value::take);
    let new = serde_json::json!({"id": fresh.id, "key": fresh.key, "signs_from": signs_from});
    file["signing"] = std::iter::once(new).chain(kept).collect();
    let text = serde_json::to_string_pretty(&file).map_err(|error| error.to_string())?;
    let made = Keys::parse(&text, path)?;
    let verifies_until = match made.signing() {
        [_, old] if made.lacks(held.ids()).is_none() => old.span.ends,
        _ => None,
    };
    let verifies_until =
        verifies_until.ok_or("the key file would lose a key; nothing was changed")?;
    replace(path, folder, &text).map_err(failed)?;
    Ok(Rotation {
        new: fresh.id,
        signs_from,
        old: current.id.clone(),
        verifies_until,
    })
}

/// Replaces a file by rename, with the owner and the rights it had: readers see the one or the other.
fn replace(path: &Path, folder: &Path, text: &str) -> std::io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    let held = fs::metadata(path)?;
    file.as_file().set_permissions(held.permissions())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, chown};
        let made = file.as_file().metadata()?;
        if (made.uid(), made.gid()) != (held.uid(), held.gid()) {
            chown(file.path(), Some(held.uid()), Some(held.gid()))?;
        }
    }
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rotation_keeps_all_else_of_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("real");
        let before = Keys::create(&path).unwrap();
        // What a later version may add stays, too.
        let mut file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        file["later"] = Value::from("kept");
        fs::write(&path, file.to_string()).unwrap();
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let now = Timestamp::now();
        let done = rotate_signing(&link, now).unwrap();
        assert!(link.is_symlink());
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        let after = Keys::load(&link).unwrap();
        assert_eq!(after.lacks(before.ids()), None);
        let sealed = before.seal("a", b"b");
        assert_eq!(after.open("a", &sealed).unwrap(), b"b");
        let [new, old] = after.signing() else {
            panic!("two keys");
        };
        assert_eq!(
            (&new.id, new.span.begins),
            (&done.new, Some(done.signs_from))
        );
        assert_eq!(
            (&old.id, old.span.ends),
            (&done.old, Some(done.verifies_until))
        );
        assert_eq!(old.seed, before.signing()[0].seed);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("\"later\": \"kept\""));
        assert_eq!(
            fs::read_dir(dir.path()).unwrap().count(),
            2,
            "nothing is left beside"
        );
    }

    #[test]
    fn a_second_rotation_waits_for_the_first_and_then_drops_the_oldest() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("k");
        Keys::create(&path).unwrap();
        let now = Timestamp::now();
        let first = rotate_signing(&path, now).unwrap();
        let before = fs::read_to_string(&path).unwrap();
        for later in [0, NOTICE_SECONDS + 1] {
            let refused = rotate_signing(&path, now.plus_seconds(later)).unwrap_err();
            assert!(refused.contains("is not over"), "{refused}");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
        let second = rotate_signing(&path, first.verifies_until).unwrap();
        let ids: Vec<_> = Keys::load(&path)
            .unwrap()
            .signing()
            .iter()
            .map(|key| key.id.clone())
            .collect();
        assert_eq!(ids, [second.new, first.new]);
    }
}
