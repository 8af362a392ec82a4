//! Mounts the routes of each room; nothing else.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::{auth, health, openapi, reference};

/// Every documented route of the service.
///
/// The router tries one after the other, so what is called most stands first.
pub fn mount(config: &mut ServiceConfig<'_>) {
    config
        .configure(crate::businesses::routes)
        .configure(crate::people::routes)
        .configure(crate::statistics::routes)
        .configure(crate::changes::routes)
        .configure(auth::routes)
        .configure(health::routes)
        .configure(crate::imports::routes)
        .configure(crate::training::routes)
        .configure(crate::partnerships::routes)
        .configure(reference::routes)
        .configure(crate::audit::routes)
        .configure(crate::data_quality::routes)
        .configure(openapi::routes);
}
