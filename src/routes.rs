//! Mounts the routes of each room; nothing else.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::{auth, health, openapi, reference};

/// Every documented route of the service.
pub fn mount(config: &mut ServiceConfig<'_>) {
    config
        .configure(openapi::routes)
        .configure(auth::routes)
        .configure(health::routes)
        .configure(crate::metrics::routes)
        .configure(reference::routes)
        .configure(crate::audit::routes)
        .configure(crate::changes::routes)
        .configure(crate::data_quality::routes)
        .configure(crate::people::routes)
        .configure(crate::imports::routes)
        .configure(crate::statistics::routes)
        .configure(crate::training::routes)
        .configure(crate::partnerships::routes)
        .configure(crate::businesses::routes);
}
