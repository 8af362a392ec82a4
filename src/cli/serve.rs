//! `sinergi serve`.

use std::io::IsTerminal;

use actix_web::rt::signal::unix::{SignalKind, signal};

use crate::app::{App, Service};
use crate::auth::Scope;
use crate::clients::{self, ClientInput};
use crate::config::Config;
use crate::http::Problem;
use crate::keys;

/// Serves until SIGINT or SIGTERM; `ready` runs once the service is bound.
pub(crate) fn until_stopped(
    app: App,
    ready: impl FnOnce(&Service) -> Result<(), String>,
) -> Result<(), String> {
    actix_web::rt::System::new().block_on(async move {
        let service = Service::bind(app)?;
        let handle = service.handle();
        let failed = |error: std::io::Error| format!("signals cannot be received: {error}");
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
        let stopping = service.app().clone();
        actix_web::rt::spawn(async move {
            futures_util::future::select(Box::pin(terminate.recv()), Box::pin(interrupt.recv()))
                .await;
            log::info!("stopping: what runs is finished, what comes is refused");
            stopping.stop();
            handle.stop(true).await;
        });
        ready(&service)?;
        service
            .run()
            .await
            .map_err(|error| format!("the service ended: {error}"))
    })
}

/// Migrates, makes the first client when there is none, and serves.
pub(super) fn serve(config: Config) -> Result<(), String> {
    let app = App::open(config)?;
    first_client(&app)?;
    until_stopped(app, |service| {
        log::info!(
            "serving http://{} from {}",
            service.address(),
            service.app().db().url()
        );
        Ok(())
    })
}

/// An empty database gets one admin client: shown on a terminal, else written to a private file.
fn first_client(app: &App) -> Result<(), String> {
    let told = |problem: Problem| problem.text().en.into_owned();
    let shown = std::io::stdout().is_terminal();
    let file = app
        .config()
        .storage
        .key_file()?
        .with_file_name("sinergi-first-client.txt");
    if !shown && file.exists() && !app.db().read_now(clients::any).map_err(told)? {
        return Err(format!(
            "{} exists already; move it away, so that the new client's secret can be written there",
            file.display()
        ));
    }
    let made = clients::locally(app, |tx| {
        if clients::any(tx.conn)? {
            return Ok(None);
        }
        let input = ClientInput {
            agency: "operator".to_owned(),
            label: Some("first client".to_owned()),
            scopes: vec![Scope::Admin, Scope::AuditRead],
            expires_at: None,
        };
        clients::store::create(tx, input).map(Some)
    });
    let Some(made) = made.map_err(told)? else {
        return Ok(());
    };
    let text = format!(
        "client_id={}\nclient_secret={}\n",
        made.client.id, made.client_secret
    );
    if shown {
        println!("The first client, with the scope admin; its secret is shown this once:\n{text}");
        return Ok(());
    }
    keys::write_private(&file, &text)
        .map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    log::info!("the first client's id and secret are in {}", file.display());
    Ok(())
}
