//! A running instance takes up a key file that was changed.

use std::time::Duration;

use super::Keys;
use crate::app::App;

/// How often the file is read: often enough for [`super::TAKEN_UP_SECONDS`].
const LOOK: Duration = Duration::from_secs(10);

/// Takes up the signing keys of the key file as it is now; says whether they differ.
///
/// A file that cannot be read, or that lacks a key of the database, changes nothing: the instance
/// goes on with the keys it has. The data and hash keys stay those it started with.
pub fn take_up(app: &App) -> Result<bool, String> {
    let path = app.config().storage.key_file()?;
    let keys = Keys::load(&path)?;
    if let Some(missing) = keys.lacks(app.keys().ids()) {
        return Err(format!(
            "{} lacks {missing}, with which the database was written",
            path.display()
        ));
    }
    Ok(app.tokens().take_up(&keys))
}

/// Looks for a changed key file until it is dropped.
pub(crate) async fn watch(app: App) {
    let mut told = None;
    loop {
        actix_web::rt::time::sleep(LOOK).await;
        let looking = app.clone();
        let looked = actix_web::rt::task::spawn_blocking(move || take_up(&looking)).await;
        let failed = match looked {
            Ok(Ok(changed)) => {
                if changed {
                    log::info!("the signing keys of the changed key file are taken up");
                }
                None
            }
            Ok(Err(sentence)) => Some(sentence),
            Err(error) => Some(error.to_string()),
        };
        if failed != told
            && let Some(sentence) = &failed
        {
            log::error!("the keys in use stay as they are: {sentence}");
        }
        told = failed;
    }
}
