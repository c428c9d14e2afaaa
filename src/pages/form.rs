//! What a form sends, and how it comes back when something has to be mended.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::{Deserialize, Serialize};

use super::errors::Fault;
use super::visitor::{ONCE_FIELD, TOKEN_FIELD};
use crate::http::problem::Problem;

/// `?done=`: what was done before the page was opened, as a word that the page knows.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    pub done: String,
}

/// The names and values of a form, as they were typed, line ends made one sign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    pub fn new(pairs: Vec<(String, String)>) -> Fields {
        let mend = |(name, value): (String, String)| (name, value.replace("\r\n", "\n").replace('\r', "\n"));
        Fields(pairs.into_iter().map(mend).collect())
    }

    /// The first value of a name, without blanks around it; nothing if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// A value that was filled in.
    pub fn filled(&self, name: &str) -> Option<String> {
        Some(self.get(name).to_owned()).filter(|value| !value.is_empty())
    }

    /// Every value of a name.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.trim()).collect()
    }

    /// Whether the name was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// What was typed, to be kept or shown again; not what only protects the form.
    pub fn typed(&self) -> BTreeMap<String, Vec<String>> {
        let mut typed: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in &self.0 {
            if name != TOKEN_FIELD && name != ONCE_FIELD {
                typed.entry(name.clone()).or_default().push(value.clone());
            }
        }
        typed
    }

    /// From what was kept.
    pub fn of_kept(kept: &BTreeMap<String, Vec<String>>) -> Fields {
        let pairs =
            kept.iter().flat_map(|(name, values)| values.iter().map(|value| (name.clone(), value.clone())));
        Fields(pairs.collect())
    }
}

impl FromRequest for Fields {
    type Error = Fault;
    type Future = Pin<Box<dyn Future<Output = Result<Fields, Fault>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let form = web::Form::<Vec<(String, String)>>::from_request(request, payload);
        Box::pin(async move {
            let unreadable = |_| Problem::malformed("提交的内容没有完整到达，请返回上一页重新提交");
            let pairs = form.await.map_err(unreadable)?.into_inner();
            if pairs.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
                return Err(
                    Problem::malformed("填写的内容中有不可见的控制字符，请返回上一页删去后重试").into()
                );
            }
            Ok(Fields::new(pairs))
        })
    }
}

/// A form as it is shown: what stands in it, and what has to be mended.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Filled {
    pub values: BTreeMap<String, Vec<String>>,
    pub faults: Vec<FieldFault>,
}

/// What has to be mended in a field.
#[derive(Clone, Debug, Serialize)]
pub struct FieldFault {
    pub field: String,
    pub message: String,
}

impl Filled {
    /// As it was typed.
    pub fn of(fields: &Fields) -> Filled {
        Filled { values: fields.typed(), faults: Vec::new() }
    }

    /// As it was kept.
    pub fn kept(values: BTreeMap<String, Vec<String>>) -> Filled {
        Filled { values, faults: Vec::new() }
    }

    /// Puts a value where none stands.
    #[must_use]
    pub fn with_default(mut self, name: &str, value: impl Into<String>) -> Filled {
        self.values.entry(name.to_owned()).or_insert_with(|| vec![value.into()]);
        self
    }

    /// With what has to be mended; each field is told once.
    #[must_use]
    pub fn with_faults(mut self, faults: Vec<(String, String)>) -> Filled {
        for (field, message) in faults {
            if !self.faults.iter().any(|known| known.field == field && known.message == message) {
                self.faults.push(FieldFault { field, message });
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_as_it_was_but_for_its_token() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let fields = Fields::new(vec![
            pair("token", "秘"),
            pair("once", "1"),
            pair("items", " 第一行\r\n第二行 "),
            pair("way", "邮寄"),
            pair("way", "自取"),
        ]);
        assert_eq!(fields.get("items"), "第一行\n第二行");
        assert_eq!(fields.all("way"), ["邮寄", "自取"]);
        assert_eq!(fields.get("unit"), "");
        let names: Vec<String> = fields.typed().into_keys().collect();
        assert_eq!(names, ["items", "way"]);
        assert_eq!(Fields::of_kept(&fields.typed()).get("items"), "第一行\n第二行");
    }
}
