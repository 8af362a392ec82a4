//! The document: equal to the code, complete, bounded, routed.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::on_both;

/// Contract 3: what needs no token.
const PUBLIC: [&str; 17] = [
    "getAuthorizationServer",
    "getCodeList",
    "getDocs",
    "getKbliCode",
    "getLiveness",
    "getMetrics",
    "getOpenApiJson",
    "getOpenApiYaml",
    "getProblemExplanation",
    "getReadiness",
    "getRegion",
    "issueToken",
    "listCodeLists",
    "listKbliCodes",
    "listRegions",
    "listSigningKeys",
    "verifyCertificate",
];

fn document() -> Value {
    sinergi::openapi::document("")
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            all.push((path.clone(), method.clone(), operation.clone()));
        }
    }
    all
}

#[test]
fn the_committed_document_equals_the_code() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json");
    let held = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        held == sinergi::openapi::committed(),
        "openapi/openapi.json differs from the code; if the change was intended, run: cargo run -- openapi > openapi/openapi.json"
    );
}

#[test]
fn every_operation_is_complete() {
    let document = document();
    let tags: BTreeSet<&str> = document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| tag["name"].as_str().unwrap())
        .collect();
    let mut ids = BTreeSet::new();
    let mut wrong = Vec::new();
    for (path, method, operation) in operations(&document) {
        let place = format!("{method} {path}");
        let id = operation["operationId"].as_str().unwrap_or_default();
        let camel = id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.bytes().all(|b| b.is_ascii_alphanumeric());
        if !camel || !ids.insert(id.to_owned()) {
            wrong.push(format!(
                "{place}: operation id {id:?} is missing, not camelCase or not unique"
            ));
        }
        let tag = operation["tags"][0].as_str().unwrap_or_default();
        if operation["tags"].as_array().map(Vec::len) != Some(1) || !tags.contains(tag) {
            wrong.push(format!("{place}: one declared tag, not {tag:?}"));
        }
        for text in ["summary", "description"] {
            if operation[text].as_str().unwrap_or_default().is_empty() {
                wrong.push(format!("{place}: no {text}"));
            }
        }
        let responses = operation["responses"].as_object().unwrap();
        for status in ["400", "500"] {
            if !responses.contains_key(status) {
                wrong.push(format!("{place}: no {status}"));
            }
        }
        if !responses
            .keys()
            .any(|status| status.starts_with(['2', '3']))
        {
            wrong.push(format!("{place}: no success"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_public_operations_are_exactly_those_of_the_contract() {
    let document = document();
    let public: BTreeSet<String> = operations(&document)
        .into_iter()
        .filter(|(_, _, operation)| operation["security"].as_array().is_none_or(Vec::is_empty))
        .map(|(_, _, operation)| operation["operationId"].as_str().unwrap().to_owned())
        .collect();
    let wanted: BTreeSet<String> = PUBLIC
        .iter()
        .filter(|id| !id.is_empty())
        .map(|id| (*id).to_owned())
        .collect();
    assert_eq!(public, wanted);
}

#[test]
fn every_string_number_and_array_is_bounded() {
    let document = document();
    let mut wrong = Vec::new();
    walk(&document["components"], "#/components", &mut wrong);
    walk(&document["paths"], "#/paths", &mut wrong);
    assert!(
        wrong.is_empty(),
        "{} unbounded:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

const LISTS: [&str; 3] = ["AcceptLanguage", "IfMatch", "IfNoneMatch"];

fn walk(value: &Value, place: &str, wrong: &mut Vec<String>) {
    let Some(object) = value.as_object() else {
        for (n, inner) in value.as_array().into_iter().flatten().enumerate() {
            walk(inner, &format!("{place}/{n}"), wrong);
        }
        return;
    };
    let is = |wanted: &str| match &object.get("type") {
        Some(Value::String(one)) => one == wanted,
        Some(Value::Array(list)) => list.iter().any(|one| one == wanted),
        _ => false,
    };
    let has = |key: &str| object.contains_key(key);
    // HTTP's own headers are lists as long as all headers together may be.
    let is_list = LISTS
        .iter()
        .any(|name| place == format!("#/components/parameters/{name}/schema"));
    let schema_like = !is_list && !place.ends_with("/properties") && !place.ends_with("/example");
    if schema_like && is("string") && !has("maxLength") && !has("enum") && !has("const") {
        wrong.push(format!("{place}: string without maxLength"));
    }
    if schema_like
        && (is("integer") || is("number"))
        && !(has("minimum") && has("maximum"))
        && !has("enum")
    {
        wrong.push(format!("{place}: number without minimum and maximum"));
    }
    if schema_like && is("array") && !has("maxItems") {
        wrong.push(format!("{place}: array without maxItems"));
    }
    for (key, inner) in object {
        if key != "example" && key != "examples" {
            walk(inner, &format!("{place}/{key}"), wrong);
        }
    }
}

#[test]
fn no_two_schemas_share_a_name_and_none_is_unused() {
    let document = document();
    let text = document.to_string();
    let mut unused = Vec::new();
    for name in document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
    {
        assert!(name.bytes().all(|b| b.is_ascii_alphanumeric()), "{name}");
        if !text.contains(&format!("\"#/components/schemas/{name}\"")) {
            unused.push(name.clone());
        }
    }
    assert!(unused.is_empty(), "unused: {unused:?}");
    for part in text.split("\"#/components/").skip(1) {
        let pointer = format!("/components/{}", part.split('"').next().unwrap());
        assert!(document.pointer(&pointer).is_some(), "nothing at {pointer}");
    }
}

/// Whether `value` fits `schema`, whose references lead into the document's components.
fn misfit(document: &Value, schema: &Value, value: &Value) -> Option<String> {
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    validator
        .validate(value)
        .err()
        .map(|error| error.to_string())
}

/// Checks the examples of schemas, parameters and bodies against the schema beside or around them.
fn examples(document: &Value, value: &Value, place: &str, seen: &mut u32, wrong: &mut Vec<String>) {
    if let Some(list) = value.as_array() {
        for (n, inner) in list.iter().enumerate() {
            examples(document, inner, &format!("{place}/{n}"), seen, wrong);
        }
    }
    let Some(object) = value.as_object() else {
        return;
    };
    // Under `properties` the keys are names of fields.
    if !place.ends_with("/properties") {
        let given = object.get("example").into_iter();
        let listed = object.get("examples").and_then(Value::as_array);
        let named = object.get("examples").and_then(Value::as_object);
        let named = named
            .into_iter()
            .flatten()
            .map(|(_, named)| &named["value"]);
        for example in given.chain(listed.into_iter().flatten()).chain(named) {
            *seen += 1;
            let schema = object.get("schema").unwrap_or(value);
            if let Some(error) = misfit(document, schema, example) {
                wrong.push(format!("{place}: {example}: {error}"));
            }
        }
    }
    for (key, inner) in object {
        if place.ends_with("/properties") || !matches!(key.as_str(), "example" | "examples") {
            examples(document, inner, &format!("{place}/{key}"), seen, wrong);
        }
    }
}

#[test]
fn every_example_fits_its_schema() {
    let document = document();
    let (mut seen, mut wrong) = (0, Vec::new());
    for part in ["components", "paths"] {
        let place = format!("#/{part}");
        examples(&document, &document[part], &place, &mut seen, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 100, "only {seen} examples were found");
    let kuliner = serde_json::json!("kuliner");
    let method = &document["components"]["schemas"]["SnapshotMethod"];
    assert!(misfit(&document, method, &kuliner).is_some());
}

/// The example of an operation's body.
fn body(id: &str) -> Value {
    let all = operations(&document());
    let (_, _, operation) = all.iter().find(|(_, _, o)| o["operationId"] == id).unwrap();
    operation["requestBody"]["content"]["application/json"]["example"].clone()
}

#[test]
fn every_body_but_files_has_an_example() {
    for (path, method, operation) in operations(&document()) {
        let contents = operation["requestBody"]["content"].as_object();
        for (kind, content) in contents.into_iter().flatten() {
            let file = kind == "text/csv" || kind.ends_with(".sheet") || kind.ends_with("ndjson");
            assert!(
                file || content["example"].is_object(),
                "{method} {path} {kind}"
            );
        }
    }
}

#[test]
fn what_was_made_links_to_what_reads_it() {
    let mut creations = 0;
    for (path, method, operation) in operations(&document()) {
        for status in ["201", "202"] {
            let Some(answer) = operation["responses"].get(status) else {
                continue;
            };
            creations += 1;
            let link = &answer["links"]["read"];
            let target = link["operationId"].as_str().unwrap_or_default();
            let all = operations(&document());
            let read = all.iter().find(|(_, _, o)| o["operationId"] == target);
            let (address, _, _) = read.unwrap_or_else(|| panic!("{method} {path}: no link"));
            let given = link["parameters"].as_object().unwrap();
            assert_eq!(
                given.len(),
                address.matches('{').count(),
                "{path} to {address}"
            );
            for name in given.keys() {
                assert!(
                    address.contains(&format!("{{{name}}}")),
                    "{path} to {address}"
                );
            }
        }
    }
    // Agencies, organizations, people, businesses, snapshots, imports.
    assert!(creations >= 6, "{creations}");
}

on_both! {
    fn the_examples_of_creations_are_taken(app) {
        let caller = app.dp3a_kukar();
        let admin = app.admin();
        admin.post("/v1/agencies", &body("createAgency")).expect(201);
        admin.post("/v1/organizations", &body("createOrganization")).expect(201);
        let client = admin.post("/v1/clients", &body("createClient")).expect(201);
        let place = client.header("location").unwrap().to_owned();
        admin.post(&format!("{place}/secrets"), &body("createClientSecret")).expect(201);
        caller.post("/v1/people", &body("createPerson")).expect(201);
        caller.post("/v1/people/search", &body("searchPeople")).expect(200);
        let made = caller.post("/v1/businesses", &body("createBusiness")).expect(201);
        let place = made.header("location").unwrap().to_owned();
        caller.post(&format!("{place}/snapshots"), &body("createSnapshot")).expect(201);
        caller.post(&format!("{place}/licenses"), &body("createLicense")).expect(201);
        caller.post(&format!("{place}/products"), &body("createProduct")).expect(201);
        caller.post(&format!("{place}/market-channels"), &body("createMarketChannel")).expect(201);
        caller.post("/v1/businesses/search", &body("searchBusinesses")).expect(200);
    }

    fn every_operation_is_routed(app) {
        let anonymous = app.anonymous();
        for (path, method, operation) in operations(&document()) {
            let address = path
                .replace("{id}", "01939b2e-7c00-7000-8000-000000000001")
                .replace("{snapshot_id}", "01939b2e-7c00-7000-8000-000000000001")
                .replace("{secret_id}", "01939b2e-7c00-7000-8000-000000000001")
                .replace("{version}", "2020")
                .replace("{name}", "gender")
                .replace("/v1/regions/{code}", "/v1/regions/64.02")
                .replace("/v1/kbli-codes/2020/{code}", "/v1/kbli-codes/2020/10")
                .replace("/problems/{code}", "/problems/not_found")
                .replace("{code}", "dp3a-kukar");
            let answer = anonymous.send(&method.to_ascii_uppercase(), &address, None, &[]);
            let secured = !operation["security"].as_array().unwrap().is_empty();
            if operation["operationId"] == "verifyCertificate" {
                // No certificate has this code; what tells a handler is that it knows its parameters.
                let asked = anonymous.get(&format!("{address}?x=1"));
                assert_eq!((answer.status, asked.status), (404, 400), "{address}");
            } else if secured {
                assert_eq!(answer.status, 401, "{method} {address}: {}", answer.text());
            } else {
                assert!(!matches!(answer.status, 401 | 404 | 405), "{method} {address}: {}", answer.status);
            }
        }
    }

    fn the_documents_need_no_internet(app) {
        let anonymous = app.anonymous();
        let served = anonymous.get("/openapi.json").expect(200).json();
        assert_eq!(served, document());
        let page = anonymous.get("/docs/").expect(200).text();
        assert!(!page.contains("//cdn") && !page.contains("https://"), "{page}");
        assert!(page.contains("<title>Sinergi"), "{page}");
        for file in ["swagger-ui-bundle.js", "swagger-ui.css", "swagger-initializer.js"] {
            anonymous.get(&format!("/docs/{file}")).expect(200);
        }
        let page = anonymous.with("Accept", "text/html").get("/problems/validation_failed").expect(200);
        assert!(page.text().contains("validation_failed"));
        anonymous.get("/problems/nothing_such").expect(404);
    }
}
