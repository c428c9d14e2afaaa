//! Reading an upload: `multipart/form-data`, its words first and its one file last.
//!
//! The file goes to a draft on the disk as it arrives; of it only a part stands in memory. Who may not
//! upload is told so before the file is read. What nobody will use is still read for a while, so that
//! the client is there to see the answer.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::http::StatusCode;
use actix_web::rt::time::timeout;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;
use tokio::sync::{Semaphore, SemaphorePermit};
use utoipa::ToSchema;

use super::problem::Problem;
use crate::app::App;
use crate::casework::files::{TakenIn, begin, take_in_blocking};
use crate::files::{Draft, Received};
use crate::store::StoreError;

/// Uploads that one process takes at once, and of them judges at once: each judged one stands in memory.
pub struct Gates {
    uploads: Semaphore,
    judging: Semaphore,
}

const UPLOADS: usize = 32;
const JUDGED_AT_ONCE: usize = 2;
/// An upload over a slow line takes minutes; one that takes longer holds a place that others need.
const LONGEST: Duration = Duration::from_secs(10 * 60);
/// How long, and how much, is read of what was refused.
const LEFTOVER: (Duration, usize) = (Duration::from_secs(10), 64 << 20);
const MOST_WORDS: usize = 8;
const LONGEST_WORD: usize = 256;
/// How much of a file is gathered before it is written.
const PART: usize = 1 << 18;

impl Default for Gates {
    fn default() -> Gates {
        Gates { uploads: Semaphore::new(UPLOADS), judging: Semaphore::new(JUDGED_AT_ONCE) }
    }
}

impl Gates {
    /// A place among the uploads, for as long as it is held.
    ///
    /// # Errors
    /// 429 if all are taken.
    pub fn enter(&self) -> Result<SemaphorePermit<'_>, Problem> {
        self.uploads.try_acquire().map_err(|_| super::problem::too_many(5))
    }

    /// Judges a whole upload and stores it.
    ///
    /// # Errors
    /// As [`take_in_blocking`].
    pub async fn take_in(&self, app: &App, received: Received) -> Result<TakenIn, Problem> {
        let _turn = self.judging.acquire().await.map_err(|error| Problem::from(StoreError::down(error)))?;
        let app = app.clone();
        let taken = web::block(move || take_in_blocking(&app, received)).await;
        Ok(taken.map_err(|error| Problem::from(StoreError::down(error.to_string())))??)
    }
}

/// What a client sends to add a file.
#[derive(ToSchema)]
pub struct FileForm {
    /// `application` `correction` `letter_scan` `proof` `third_party_answer` `information` `record`
    #[schema(example = "proof")]
    #[expect(dead_code, reason = "says how the form looks")]
    kind: String,
    /// 文件，须为最后一项。不得上传涉及国家秘密的文件
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    #[expect(dead_code, reason = "says how the form looks")]
    file: String,
}

/// What an applicant sends to add a file.
#[derive(ToSchema)]
pub struct ApplicantFileForm {
    /// 登记编号
    #[expect(dead_code, reason = "says how the form looks")]
    number: String,
    /// 查询码
    #[expect(dead_code, reason = "says how the form looks")]
    code: String,
    /// 文件，须为最后一项。不得上传涉及国家秘密的文件
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    #[expect(dead_code, reason = "says how the form looks")]
    file: String,
}

/// A form whose words were read and whose file is next.
pub struct Form {
    words: BTreeMap<String, String>,
    multipart: Multipart,
    file: Field,
}

/// A file that arrived whole.
pub struct Upload {
    /// As the client named it.
    pub name: String,
    pub content: Received,
}

impl Form {
    /// Reads the words.
    ///
    /// # Errors
    /// 400 for what is no such form, 415 for another content type.
    pub async fn read(request: &HttpRequest, payload: web::Payload) -> Result<Form, Problem> {
        let content_type = request.headers().get("Content-Type").and_then(|value| value.to_str().ok());
        if !content_type.is_some_and(|value| value.to_ascii_lowercase().starts_with("multipart/form-data")) {
            discard(payload).await;
            let detail = "请以表单（multipart/form-data）上传文件";
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(Problem::new(status, "unsupported_media_type", "内容格式不对", detail));
        }
        in_time(Form::read_words(Multipart::new(request.headers(), payload))).await
    }

    async fn read_words(mut multipart: Multipart) -> Result<Form, Problem> {
        let mut words = BTreeMap::new();
        while let Some(field) = multipart.next().await {
            let mut field = field.map_err(|_| unreadable())?;
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" {
                return Ok(Form { words, multipart, file: field });
            }
            let mut word = Vec::new();
            while let Some(part) = field.next().await {
                word.extend_from_slice(&part.map_err(|_| unreadable())?);
                if word.len() > LONGEST_WORD {
                    return Err(Problem::malformed(format!("表单中的“{name}”过长")));
                }
            }
            let word = String::from_utf8(word).map_err(|_| unreadable())?;
            if words.len() == MOST_WORDS || words.insert(name, word).is_some() {
                return Err(Problem::malformed("表单的项目过多或者重复，请对照接口说明修改"));
            }
        }
        Err(Problem::malformed("表单中没有文件（file）"))
    }

    /// A word that must be there.
    ///
    /// # Errors
    /// 400 without it.
    pub fn word(&self, name: &str) -> Result<String, Problem> {
        let word = self.words.get(name).map(|word| word.trim().to_owned());
        word.ok_or_else(|| Problem::malformed(format!("表单缺少“{name}”，且须放在文件之前")))
    }

    /// Reads the file to its end.
    ///
    /// # Errors
    /// 413 for too much, 400 for what breaks off or goes on after the file.
    pub async fn file(self, app: &App) -> Result<Upload, Problem> {
        let draft = begin(app)?;
        in_time(self.receive(draft, app.settings.file_megabytes)).await
    }

    async fn receive(mut self, mut draft: Draft, megabytes: u32) -> Result<Upload, Problem> {
        let name = self.file.content_disposition().and_then(|disposition| {
            let plain = disposition.get_filename().map(str::to_owned);
            let extended = disposition.get_filename_ext();
            extended.and_then(|name| String::from_utf8(name.value.clone()).ok()).or(plain)
        });
        let mut ended = false;
        while !ended {
            let mut part = Vec::with_capacity(PART);
            while part.len() < PART && !ended {
                match self.file.next().await {
                    Some(bytes) => part.extend_from_slice(&bytes.map_err(|_| unreadable())?),
                    None => ended = true,
                }
            }
            let written = web::block(move || draft.append(&part).map(|fits| (draft, fits))).await;
            let written = written.map_err(|error| Problem::from(StoreError::down(error.to_string())))?;
            let fits;
            (draft, fits) = written.map_err(crate::casework::Error::from)?;
            if !fits {
                drop(timeout(LEFTOVER.0, skim(&mut self.file)).await);
                return Err(too_large(megabytes));
            }
        }
        drop(self.file);
        match self.multipart.next().await {
            None => Ok(Upload { name: name.unwrap_or_default(), content: draft.finish() }),
            Some(_) => Err(Problem::malformed("文件须为表单的最后一项，一次上传一个文件")),
        }
    }

    /// Reads on for a while, after a refusal.
    pub async fn refuse(mut self) {
        drop(timeout(LEFTOVER.0, skim(&mut self.file)).await);
    }
}

/// Reads a body nobody wants, for a while.
pub async fn discard(mut payload: web::Payload) {
    drop(timeout(LEFTOVER.0, skim(&mut payload)).await);
}

async fn skim<E>(stream: &mut (impl futures_util::Stream<Item = Result<web::Bytes, E>> + Unpin)) {
    let mut left = LEFTOVER.1;
    while let Some(Ok(bytes)) = stream.next().await {
        left = left.saturating_sub(bytes.len());
        if left == 0 {
            break;
        }
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    timeout(LONGEST, work).await.unwrap_or_else(|_| {
        let detail = "上传时间过长，请换用较快的网络或者缩小文件后重试";
        Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "上传超时", detail))
    })
}

fn unreadable() -> Problem {
    Problem::malformed("上传的内容没有完整到达，或者不符合表单格式，请重新上传")
}

fn too_large(megabytes: u32) -> Problem {
    let detail = format!("文件超过{megabytes}MB，请压缩、拆分，或者降低扫描分辨率后上传");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "文件过大", detail)
}
