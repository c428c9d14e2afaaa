//! The interface as it is written down is the interface as it is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_committed_interface_is_that_of_the_code() {
    let committed = fs::read_to_string(root().join("openapi.yaml")).unwrap();
    let made = gongkai::api::document().to_yaml().unwrap();
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (committed.lines().collect(), made.lines().collect());
    let gone = old.difference(&new).map(|line| format!("- {line}\n"));
    let come = new.difference(&old).map(|line| format!("+ {line}\n"));
    let differing: String = gone.chain(come).take(40).collect();
    assert!(
        committed == made,
        "openapi.yaml is not what the code says:\n{differing}\ncargo run -- openapi > openapi.yaml"
    );
}

#[test]
fn every_handler_is_registered_and_described() {
    let document = serde_json::to_value(gongkai::api::document()).unwrap();
    let mut handlers = 0;
    for file in fs::read_dir(root().join("src/api")).unwrap() {
        let source = fs::read_to_string(file.unwrap().path()).unwrap();
        for line in source.lines().map(str::trim) {
            for method in ["get", "post", "put", "patch", "delete"] {
                let route =
                    line.strip_prefix(&format!("#[{method}(\"")).and_then(|rest| rest.strip_suffix("\")]"));
                let Some(route) = route else { continue };
                handlers += 1;
                let described = &document["paths"][format!("/api/v1{route}")][method];
                assert!(
                    described.is_object(),
                    "{method} {route} is written but not served: add it to routes()"
                );
                let (summary, answers) = (&described["summary"], &described["responses"]);
                assert!(
                    summary.as_str().is_some_and(|summary| !summary.is_ascii()),
                    "{route} speaks Chinese"
                );
                assert!(answers.as_object().is_some_and(|answers| !answers.is_empty()), "{method} {route}");
            }
        }
    }
    let described: usize = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|item| {
            item.as_object().unwrap().values().filter(|operation| operation["responses"].is_object()).count()
        })
        .sum();
    assert_eq!(handlers, described);
}

#[test]
fn protected_routes_say_so() {
    let document = serde_json::to_value(gongkai::api::document()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let needs_token = operation["security"].is_array();
            let says = operation["responses"]["401"].is_object();
            let signs_in = path.contains("/sessions") && method == "post";
            assert_eq!(needs_token || signs_in, says, "{method} {path}");
        }
    }
}
