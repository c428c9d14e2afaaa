//! Files of a case, for its applicant, by number and 查询码.

use actix_web::{HttpRequest, HttpResponse, post, web};

use super::json::Json;
use super::public::{LookupInput, asked};
use crate::casework::files::FileView;
use crate::casework::public_files;
use crate::http::client_address;
use crate::http::problem::Problem;
use crate::http::upload::{ApplicantFileForm, Form, Upload};
use crate::http::{Service, download};

/// 上传补正材料，或者在提交申请后两小时内上传附件；不得上传涉及国家秘密的文件
#[utoipa::path(tag = "申请人", request_body(content = ApplicantFileForm, content_type = "multipart/form-data"),
    responses((status = 201, body = FileView), (status = 400, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
#[post("/public/attachments")]
pub async fn attach(
    api: web::Data<Service>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    api.admit()?;
    let _place = api.gates.enter()?;
    let form = Form::read(&request, payload).await?;
    let admitted = match form.word("number").and_then(|number| Ok((number, form.word("code")?))) {
        Ok((number, code)) => {
            let address = client_address(&request, &api.app);
            public_files::admit(&api.app, number, code, address).await.map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    let admitted = match admitted {
        Ok(admitted) => admitted,
        Err(problem) => {
            form.refuse().await;
            return Err(problem);
        }
    };
    let Upload { name, content } = form.file(&api.app).await?;
    let content = api.gates.take_in(&api.app, content).await?;
    Ok(HttpResponse::Created().json(public_files::add(&api.app, admitted, name, content).await?))
}

/// 可以下载的文件
#[utoipa::path(tag = "申请人", request_body = LookupInput,
    responses((status = 200, body = Vec<FileView>), (status = 404, body = Problem), (status = 429, body = Problem)))]
#[post("/public/files")]
pub async fn list_released(
    api: web::Data<Service>,
    request: HttpRequest,
    input: Json<LookupInput>,
) -> Result<HttpResponse, Problem> {
    let (LookupInput { number, code }, address) = asked(&api, &request, input)?;
    Ok(HttpResponse::Ok().json(public_files::list(&api.app, number, code, address).await?))
}

/// 下载本机关提供的文件
#[utoipa::path(tag = "申请人", request_body = LookupInput,
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 404, body = Problem), (status = 429, body = Problem)))]
#[post("/public/files/{file}")]
pub async fn download_released(
    api: web::Data<Service>,
    request: HttpRequest,
    file: web::Path<i32>,
    input: Json<LookupInput>,
) -> Result<HttpResponse, Problem> {
    let (LookupInput { number, code }, address) = asked(&api, &request, input)?;
    let wanted = public_files::read(&api.app, number, code, file.into_inner(), address).await?;
    download::answer(&api.app, wanted).await
}
