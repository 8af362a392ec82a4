//! Links: from the answer that made something to the operations that read it.

use serde_json::{Map, Value, json};

/// The read operation of each path.
pub(super) fn readable(document: &Value) -> Map<String, Value> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths
        .filter_map(|(path, item)| Some((path.clone(), item.get("get")?["operationId"].clone())))
        .collect()
}

/// What is made below one resource and lives under a path of its own.
const ELSEWHERE: &[(&str, &str)] = &[
    ("/v1/training-programs/{id}/batches", "/v1/training-batches"),
    ("/v1/training-batches/{id}/enrollments", "/v1/enrollments"),
    ("/v1/partnerships/{id}/activities", "/v1/activities"),
    ("/v1/partnerships/{id}/targets", "/v1/targets"),
    ("/v1/targets/{id}/realizations", "/v1/realizations"),
    ("/v1/partnerships/{id}/meetings", "/v1/meetings"),
    ("/v1/partnerships/{id}/obstacles", "/v1/obstacles"),
    ("/v1/obstacles/{id}/follow-ups", "/v1/follow-ups"),
    ("/v1/meetings/{id}/follow-ups", "/v1/follow-ups"),
    ("/v1/partnerships/{id}/evaluations", "/v1/evaluations"),
];

/// What makes several at once, and the list that holds them.
const LISTED: (&str, &str) = (
    "/v1/partnerships/{id}/meeting-series",
    "/v1/partnerships/{id}/meetings",
);

/// Adds the links of an operation that answers 201 or 202.
pub(super) fn add(path: &str, operation: &mut Value, readable: &Map<String, Value>) {
    let elsewhere = ELSEWHERE.iter().find(|(from, _)| *from == path);
    let path = elsewhere.map_or(path, |(_, to)| *to);
    for status in ["201", "202"] {
        let Some(answer) = operation["responses"].get_mut(status) else {
            continue;
        };
        if let Some(list) = readable.get(LISTED.1).filter(|_| path == LISTED.0) {
            answer["links"]["read"] = json!({
                "operationId": list,
                "parameters": { "id": "$request.path.id" },
                "description": "Read what was made."
            });
        }
        for (target, read) in readable {
            let made = target
                .strip_prefix(path)
                .and_then(|rest| rest.strip_prefix("/{"))
                .and_then(|rest| rest.split_once('}'));
            let Some((key, below)) = made else { continue };
            let (name, description) = match below {
                "" => ("read", "Read what was made."),
                "/errors" => ("errors", "Read which rows were refused, and why."),
                "/licenses" => ("licenses", "List its licenses."),
                "/products" => ("products", "List its products."),
                "/market-channels" => ("market_channels", "List its market channels."),
                _ => continue,
            };
            answer["links"][name] = json!({
                "operationId": read,
                "parameters": parameters(target, key),
                "description": description
            });
        }
    }
}

/// Where the path's parameters come from: `key` from the answer, those before it from the request.
fn parameters(target: &str, key: &str) -> Map<String, Value> {
    let names = target.split('{').skip(1);
    names
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| {
            let from = match name {
                "code" | "quarter" if name == key => format!("$response.body#/{name}"),
                _ if name == key => "$response.body#/id".to_owned(),
                _ => format!("$request.path.{name}"),
            };
            (name.to_owned(), from.into())
        })
        .collect()
}
