//! Who comes while all places are taken is refused at once: neither body nor token is looked at.

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};

use super::patience::Patient;
use super::reader::Streamed;
use crate::app::App;
use crate::health;
use crate::http::{Code, Problem};

/// Admits a request while there is a place, and gives its body a time to arrive in.
pub async fn admit<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let app = request.app_data::<web::Data<App>>().cloned();
    let Some(app) = app.filter(|_| !health::is_asked(request.path())) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let Some(place) = app.limits().requests_at_once().enter() else {
        return Ok(request.error_response(Problem::new(Code::Busy)));
    };
    match request.take_payload() {
        Payload::None => {}
        payload => {
            let patience = app.config().capacity.patience;
            let payload = Box::pin(Patient::new(payload, patience));
            request.set_payload(Payload::Stream { payload });
        }
    }
    let response = next.call(request).await?.map_into_boxed_body();
    // What is whole is the connection's from here; a stream still takes from the database.
    if response.response().body().size() != BodySize::Stream {
        return Ok(response);
    }
    let patience = app.config().capacity.patience;
    Ok(response.map_body(|_, body| BoxBody::new(Streamed::new(body, place, patience))))
}
