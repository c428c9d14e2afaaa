//! Cases: registering, listing, explaining, acting.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::auth::Signed;
use super::json::{Json, idempotency_key, if_match, with_etag};
use crate::casework;
use crate::casework::application::ApplicationInput;
use crate::casework::explained::Explained;
use crate::casework::list::{CaseList, ListQuery};
use crate::casework::party::PartyView;
use crate::casework::perform::{self, ActRequest};
use crate::casework::register::Registered;
use crate::casework::split::SplitInput;
use crate::casework::view::{self, CaseView, EventView};
use crate::http::Service;
use crate::http::problem::Problem;
use crate::law::act::{Act, ActKind};
use crate::law::iso;
use crate::law::light::Light;
use crate::store::case_filter::{CaseFilter, Day, Order, Test};
use crate::store::case_list::SortBy;

/// 登记申请（登记岗）
#[utoipa::path(tag = "案件", request_body = ApplicationInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "同一请求重复发送只登记一次")),
    responses((status = 201, body = Registered), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("token" = [])))]
#[post("/cases")]
pub async fn register(
    api: web::Data<Service>,
    signed: Signed,
    request: HttpRequest,
    input: Json<ApplicationInput>,
) -> Result<HttpResponse, Problem> {
    let input = input.read()?;
    let key = idempotency_key(&request, &signed.owner(), &input.bytes)?;
    let registered = casework::register::run(&api.app, signed.actor, input.value, key).await?;
    Ok(HttpResponse::Created().json(registered))
}

/// 登记之前试算期限
#[utoipa::path(tag = "案件", request_body = ApplicationInput,
    responses((status = 200, body = Explained), (status = 401, body = Problem), (status = 422, body = Problem)),
    security(("token" = [])))]
#[post("/cases/preview")]
pub async fn preview(
    api: web::Data<Service>,
    signed: Signed,
    input: Json<ApplicationInput>,
) -> Result<HttpResponse, Problem> {
    let input = input.read()?.value;
    Ok(HttpResponse::Ok().json(casework::register::preview(&api.app, &signed.actor, &input).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ListParameters {
    organ: Option<i64>,
    unit: Option<i64>,
    handler: Option<i64>,
    /// registration … archive
    step: Option<String>,
    /// overdue, due_today …
    #[param(value_type = Option<String>)]
    light: Option<Light>,
    channel: Option<String>,
    text: Option<String>,
    #[serde(default, deserialize_with = "iso::optional_day")]
    received_from: Option<NaiveDate>,
    #[serde(default, deserialize_with = "iso::optional_day")]
    received_to: Option<NaiveDate>,
    #[serde(default, deserialize_with = "iso::optional_day")]
    due_from: Option<NaiveDate>,
    #[serde(default, deserialize_with = "iso::optional_day")]
    due_to: Option<NaiveDate>,
    /// due, prudent_due, received, submitted, updated, ended, title, applicant, number
    sort: Option<SortWord>,
    descending: Option<bool>,
    /// `next` of the page before.
    after: Option<String>,
    limit: Option<i64>,
}

/// What a list can be sorted by.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SortWord {
    Due,
    PrudentDue,
    Received,
    Submitted,
    Updated,
    Ended,
    Title,
    Applicant,
    Number,
}

impl From<SortWord> for SortBy {
    fn from(word: SortWord) -> SortBy {
        match word {
            SortWord::Due => SortBy::Due,
            SortWord::PrudentDue => SortBy::PrudentDue,
            SortWord::Received => SortBy::Received,
            SortWord::Submitted => SortBy::Submitted,
            SortWord::Updated => SortBy::Updated,
            SortWord::Ended => SortBy::Ended,
            SortWord::Title => SortBy::Title,
            SortWord::Applicant => SortBy::Applicant,
            SortWord::Number => SortBy::Number,
        }
    }
}

impl From<ListParameters> for ListQuery {
    fn from(asked: ListParameters) -> ListQuery {
        let bounds = [
            (Day::Received, Order::From, asked.received_from),
            (Day::Received, Order::UpTo, asked.received_to),
            (Day::Due, Order::From, asked.due_from),
            (Day::Due, Order::UpTo, asked.due_to),
        ];
        let tests = bounds.into_iter().filter_map(|(day, order, on)| on.map(|on| Test::Is(day, order, on)));
        ListQuery {
            filter: CaseFilter {
                organ_id: asked.organ,
                unit_id: asked.unit,
                handler_id: asked.handler,
                steps: asked.step.into_iter().collect(),
                channels: asked.channel.into_iter().collect(),
                text: asked.text,
                all_of: tests.collect(),
                ..CaseFilter::default()
            },
            light: asked.light,
            sort: asked.sort.map(SortBy::from).unwrap_or_default(),
            descending: asked.descending.unwrap_or_default(),
            after: asked.after,
            limit: asked.limit,
        }
    }
}

/// 台账：按机关、内设机构、承办人、环节、灯色、日期、渠道、文字筛选
#[utoipa::path(tag = "案件", params(ListParameters),
    responses((status = 200, body = CaseList), (status = 400, body = Problem), (status = 401, body = Problem), (status = 422, body = Problem)),
    security(("token" = [])))]
#[get("/cases")]
pub async fn list(
    api: web::Data<Service>,
    signed: Signed,
    parameters: web::Query<ListParameters>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok()
        .json(casework::list::run(&api.app, signed.actor, parameters.into_inner().into()).await?))
}

/// 案件
#[utoipa::path(tag = "案件", responses((status = 200, body = CaseView), (status = 401, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[get("/cases/{number}")]
pub async fn find(
    api: web::Data<Service>,
    signed: Signed,
    number: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let case = view::load(&api.app, signed.actor, number.into_inner()).await?;
    Ok(with_etag(case.summary.version, &case))
}

/// 办理记录
#[utoipa::path(tag = "案件", responses((status = 200, body = Vec<EventView>), (status = 401, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[get("/cases/{number}/journal")]
pub async fn journal(
    api: web::Data<Service>,
    signed: Signed,
    number: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(view::load_journal(&api.app, signed.actor, number.into_inner()).await?))
}

/// 期限及其由来
#[utoipa::path(tag = "案件", responses((status = 200, body = Explained), (status = 401, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[get("/cases/{number}/deadline")]
pub async fn deadline(
    api: web::Data<Service>,
    signed: Signed,
    number: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(view::load_explained(&api.app, signed.actor, number.into_inner()).await?))
}

/// 查看未遮挡的当事人信息：留有记录
#[utoipa::path(tag = "案件", responses((status = 200, body = Vec<PartyView>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[post("/cases/{number}/parties/reveal")]
pub async fn reveal(
    api: web::Data<Service>,
    signed: Signed,
    number: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(casework::reveal::run(&api.app, signed.actor, number.into_inner()).await?))
}

/// 拆分：部分申请内容另立一案（一事一申请）
#[utoipa::path(tag = "案件", request_body = SplitInput,
    params(("If-Match" = Option<String>, Header, description = "打开案件时的ETag")),
    responses((status = 201, body = Registered), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)),
    security(("token" = [])))]
#[post("/cases/{number}/split")]
pub async fn split(
    api: web::Data<Service>,
    signed: Signed,
    request: HttpRequest,
    number: web::Path<String>,
    input: Json<SplitInput>,
) -> Result<HttpResponse, Problem> {
    let seen = if_match(&request)?;
    let part =
        casework::split::run(&api.app, signed.actor, number.into_inner(), input.read()?.value, seen).await?;
    Ok(HttpResponse::Created().json(part))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ActParameters {
    /// 只试算办理后的期限，不办理
    dry_run: Option<bool>,
}

/// 办理：受理、补正、征求意见……送达、归档，每一事项一个`act`
#[utoipa::path(tag = "案件", request_body = ActBody,
    params(ActParameters, ("If-Match" = Option<String>, Header, description = "打开案件时的ETag"), ("Idempotency-Key" = Option<String>, Header, description = "同一请求重复发送只办理一次")),
    responses((status = 200, body = CaseView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)),
    security(("token" = [])))]
#[post("/cases/{number}/acts")]
pub async fn act(
    api: web::Data<Service>,
    signed: Signed,
    request: HttpRequest,
    number: web::Path<String>,
    parameters: web::Query<ActParameters>,
    input: Json<Act>,
) -> Result<HttpResponse, Problem> {
    let input = input.read()?;
    let asked = ActRequest {
        number: number.into_inner(),
        act: input.value,
        if_match: if_match(&request)?,
        key: idempotency_key(&request, &signed.owner(), &input.bytes)?,
    };
    if parameters.dry_run.unwrap_or_default() {
        return Ok(HttpResponse::Ok().json(perform::dry_run(&api.app, signed.actor, asked).await?));
    }
    let case = perform::run(&api.app, signed.actor, asked).await?;
    Ok(with_etag(case.summary.version, &case))
}

/// The schema of an act: one object for each kind, told apart by `act`.
pub struct ActBody;

impl ToSchema for ActBody {}

impl PartialSchema for ActBody {
    fn schema() -> RefOr<Schema> {
        let one_of = ActKind::ALL.iter().fold(OneOfBuilder::new(), |one_of, kind| {
            let tag = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([kind.tag()]));
            let object = ObjectBuilder::new().title(Some(kind.title())).property("act", tag).required("act");
            let any = || ObjectBuilder::new().schema_type(SchemaType::AnyValue);
            one_of.item(kind.fields().iter().fold(object, |object, field| object.property(*field, any())))
        });
        one_of.examples([json!({ "act": "sign_for" })]).into()
    }
}
