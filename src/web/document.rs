//! What the API's document says of every operation alike, so that no handler has to repeat it: how lists are asked for, the key of a
//! POST, and that an answer misses none of its keys.

use std::collections::{BTreeMap, BTreeSet};

use utoipa::{
    PartialSchema as _, ToSchema as _,
    openapi::{
        OpenApi, Ref, RefOr, Required,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn, ParameterStyle, PathItem},
        schema::{
            AdditionalProperties, AnyOf, Array, ArrayBuilder, ArrayItems, KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, Type,
        },
    },
};

use crate::{
    base::page::{DEFAULT_SIZE, MAX_NUMBER, MAX_SIZE},
    web::{failure::Problem, replay},
};

const PROBLEM: &str = "application/problem+json";

/// Schemas by name, as the document's components hold them.
pub type Schemas = BTreeMap<String, RefOr<Schema>>;

/// Completes a document whose operations are all there.
pub fn complete(document: &mut OpenApi) {
    let schemas = &mut document.components.get_or_insert_default().schemas;
    let mut problem = Vec::new();
    Problem::schemas(&mut problem);
    problem.push((Problem::name().into_owned(), Problem::schema()));
    schemas.extend(problem);
    let mut rows_of_lists = BTreeMap::new();
    let mut asked = BTreeSet::new();
    let mut told = BTreeSet::new();
    for item in document.paths.paths.values_mut() {
        if let Some(post) = &mut item.post {
            post.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
        }
        for operation in operations(item) {
            name_operation(operation);
            describe_answers(operation);
            asked.extend(operation.request_body.iter().flat_map(body_schema));
            let answer = answer_schema(operation);
            told.extend(answer.clone());
            let row = answer.and_then(|list| Some((row_schema(&list, schemas)?, list)));
            for parameter in operation.parameters.iter_mut().flatten() {
                let RefOr::T(parameter) = parameter else { continue };
                if parameter.parameter_in == ParameterIn::Query {
                    take_blank(parameter);
                }
                match (parameter.name.as_str(), &row) {
                    ("account", _) => parameter.description = Some("The account's slug".into()),
                    ("page", _) => bounded(parameter, "Counted from 1", MAX_NUMBER),
                    ("per_page", _) => bounded(parameter, &format!("{DEFAULT_SIZE} unless given"), MAX_SIZE),
                    ("cursor", _) => parameter.description = Some("`page.next` of the answer before, with the same `sort`".into()),
                    ("fields", Some((row, list))) => {
                        name_fields(parameter, row, schemas);
                        rows_of_lists.insert(list.clone(), row.clone());
                    }
                    _ => {}
                }
            }
        }
    }
    let asked = reached(asked, schemas);
    for name in reached(told, schemas).difference(&asked) {
        if let Some(RefOr::T(schema)) = schemas.get_mut(name) {
            require_all(schema);
        }
    }
    for (list, row) in rows_of_lists {
        allow_chosen_fields(&list, &row, schemas);
    }
}

/// The names of a schema's properties, those of its parts included.
pub fn property_names(schema: &RefOr<Schema>, schemas: &Schemas) -> Vec<String> {
    properties(schema, schemas).into_keys().collect()
}

fn properties(schema: &RefOr<Schema>, schemas: &Schemas) -> BTreeMap<String, RefOr<Schema>> {
    match schema {
        RefOr::Ref(reference) => schemas.get(name_of(reference)).map(|schema| properties(schema, schemas)).unwrap_or_default(),
        RefOr::T(Schema::Object(object)) => object.properties.iter().map(|(name, schema)| (name.clone(), schema.clone())).collect(),
        RefOr::T(Schema::AllOf(all)) => all.items.iter().flat_map(|part| properties(part, schemas)).collect(),
        RefOr::T(_) => BTreeMap::new(),
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten()
}

/// `customers_list`: the handlers' names alone would occur once in every feature.
fn name_operation(operation: &mut Operation) {
    let tag = operation.tags.iter().flatten().next().map(|tag| tag.replace(' ', "_")).unwrap_or_default();
    let name = operation.operation_id.take().unwrap_or_default();
    operation.operation_id = Some(format!("{tag}_{name}"));
}

/// A description is not optional in OpenAPI, and a problem need not be spelled out at every answer.
fn describe_answers(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if response.description.is_empty() {
            let words = match status.as_str() {
                "201" => "Made",
                "204" => "Done; there is nothing to say",
                _ => "Done",
            };
            words.clone_into(&mut response.description);
        }
        for (kind, content) in &mut response.content {
            if let (PROBLEM, RefOr::T(content)) = (kind.as_str(), content) {
                content.schema = Some(RefOr::Ref(Ref::from_schema_name(Problem::name())));
            }
        }
    }
}

fn idempotency_key() -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(replay::LONGEST_KEY));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The same key gives the same answer again for 24 hours, and the work is done once"))
        .schema(Some(text))
        .build()
}

/// A blank value is none, as forms send it.
fn take_blank(parameter: &mut Parameter) {
    parameter.extensions = Some([("allowEmptyValue", true)].into_iter().collect());
}

fn bounded(parameter: &mut Parameter, description: &str, most: u32) {
    let number = ObjectBuilder::new().schema_type(Type::Integer).format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)));
    parameter.description = Some(description.to_owned());
    parameter.schema = Some(number.minimum(Some(1)).maximum(Some(most)).into());
}

fn name_fields(parameter: &mut Parameter, row: &str, schemas: &Schemas) {
    let names = property_names(&RefOr::Ref(Ref::from_schema_name(row)), schemas);
    let name = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names));
    parameter.description = Some("The fields wanted, with commas between; all unless given".into());
    parameter.schema = Some(ArrayBuilder::new().items(name).into());
    parameter.style = Some(ParameterStyle::Form);
    parameter.explode = Some(false);
}

/// A row has either all fields or those that `fields` names.
fn allow_chosen_fields(list: &str, row: &str, schemas: &mut Schemas) {
    let whole = RefOr::Ref(Ref::from_schema_name(row));
    let mut chosen = Object::with_type(Type::Object);
    chosen.description = Some("Those that `fields` names".into());
    chosen.properties = properties(&whole, schemas).into_iter().collect();
    chosen.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
    let mut either = AnyOf::new();
    either.items = vec![whole, chosen.into()];
    if let Some(RefOr::T(Schema::Object(list))) = schemas.get_mut(list) {
        list.properties.insert("data".to_owned(), Array::new(Schema::AnyOf(either)).into());
    }
}

/// Absent is null, never a missing key.
fn require_all(schema: &mut Schema) {
    match schema {
        Schema::Object(object) => object.required = object.properties.keys().cloned().collect(),
        Schema::AllOf(all) => all.items.iter_mut().for_each(|part| {
            if let RefOr::T(part) = part {
                require_all(part);
            }
        }),
        _ => {}
    }
}

/// The schema of an operation's success.
fn answer_schema(operation: &Operation) -> Option<String> {
    operation.responses.responses.iter().filter(|(status, _)| status.starts_with('2')).find_map(|(_, response)| match response {
        RefOr::T(response) => response.content.values().find_map(schema_name),
        RefOr::Ref(_) => None,
    })
}

fn body_schema(body: &RefOr<utoipa::openapi::request_body::RequestBody>) -> Vec<String> {
    match body {
        RefOr::T(body) => body.content.values().filter_map(schema_name).collect(),
        RefOr::Ref(_) => Vec::new(),
    }
}

fn schema_name(content: &RefOr<utoipa::openapi::Content>) -> Option<String> {
    match content {
        RefOr::T(content) => reference(content.schema.as_ref()?),
        RefOr::Ref(_) => None,
    }
}

/// The schema of a list's rows; absent for what is no list.
fn row_schema(list: &str, schemas: &Schemas) -> Option<String> {
    let RefOr::T(Schema::Object(list)) = schemas.get(list)? else { return None };
    let RefOr::T(Schema::Array(data)) = list.properties.get("data")? else { return None };
    let ArrayItems::RefOrSchema(row) = &data.items else { return None };
    reference(row)
}

/// These schemas and all that they are made of.
fn reached(mut names: BTreeSet<String>, schemas: &Schemas) -> BTreeSet<String> {
    let mut open: Vec<String> = names.iter().cloned().collect();
    while let Some(name) = open.pop() {
        let mut parts = Vec::new();
        if let Some(schema) = schemas.get(&name) {
            parts_of(schema, &mut parts);
        }
        open.extend(parts.into_iter().filter(|part| names.insert(part.clone())));
    }
    names
}

fn parts_of(schema: &RefOr<Schema>, parts: &mut Vec<String>) {
    match schema {
        RefOr::Ref(reference) => parts.push(name_of(reference).to_owned()),
        RefOr::T(Schema::Object(object)) => object.properties.values().for_each(|schema| parts_of(schema, parts)),
        RefOr::T(Schema::Array(array)) => {
            if let ArrayItems::RefOrSchema(items) = &array.items {
                parts_of(items, parts);
            }
        }
        RefOr::T(Schema::OneOf(one)) => one.items.iter().for_each(|schema| parts_of(schema, parts)),
        RefOr::T(Schema::AllOf(all)) => all.items.iter().for_each(|schema| parts_of(schema, parts)),
        RefOr::T(Schema::AnyOf(any)) => any.items.iter().for_each(|schema| parts_of(schema, parts)),
        RefOr::T(_) => {}
    }
}

fn reference(schema: &RefOr<Schema>) -> Option<String> {
    match schema {
        RefOr::Ref(reference) => Some(name_of(reference).to_owned()),
        RefOr::T(_) => None,
    }
}

fn name_of(reference: &Ref) -> &str {
    reference.ref_location.rsplit('/').next().unwrap_or_default()
}
