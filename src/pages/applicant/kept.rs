//! What a visitor has typed so far of an application to one organ.

use std::collections::BTreeMap;

use crate::app::App;
use crate::casework::drafts::{self, Owner};
use crate::casework::submission::KeptFile;
use crate::pages::errors::Fault;
use crate::pages::form::Fields;

/// The name of this one draft: submitted twice, it is registered once.
const NAME: &str = "draft";
const FILES: &str = "file";
const NAME_BYTES: usize = 16;

/// A draft.
pub struct Kept {
    owner: Owner,
    pub fields: BTreeMap<String, Vec<String>>,
}

impl Kept {
    /// The draft of a visitor, if there is one.
    pub async fn find(app: &App, secret: Option<&str>, organ: &str) -> Result<Option<Kept>, Fault> {
        let Some(secret) = secret else { return Ok(None) };
        let owner = owner(app, secret, organ);
        let draft = drafts::find(app, owner).await?;
        Ok(draft.map(|draft| Kept { owner, fields: draft.fields }))
    }

    /// An empty one.
    pub fn begin(app: &App, secret: &str, organ: &str) -> Result<Kept, Fault> {
        let mut name = [0; NAME_BYTES];
        app.random.fill(&mut name)?;
        let name = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let fields = BTreeMap::from([(NAME.to_owned(), vec![name])]);
        Ok(Kept { owner: owner(app, secret, organ), fields })
    }

    /// Keeps it.
    pub async fn save(&self, app: &App) -> Result<(), Fault> {
        drafts::put(app, self.owner, self.fields.clone(), None).await?;
        Ok(())
    }

    /// Throws it away.
    pub async fn discard(&self, app: &App) -> Result<(), Fault> {
        Ok(drafts::discard(app, self.owner).await?)
    }

    /// What stands in a field; nothing if it was never filled in.
    pub fn get(&self, name: &str) -> &str {
        get(&self.fields, name)
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.fields.insert(name.to_owned(), vec![value.to_owned()]);
    }

    /// Takes these fields over as they were sent; one that was not sent was emptied.
    pub fn take(&mut self, sent: &Fields, names: &[&str]) {
        for name in names {
            match sent.filled(name) {
                Some(value) => self.set(name, &value),
                None => drop(self.fields.remove(*name)),
            }
        }
    }

    /// The name by which it is submitted once.
    pub fn name(&self) -> &str {
        self.get(NAME)
    }

    /// The files that were taken in.
    pub fn files(&self) -> Vec<KeptFile> {
        let kept = self.fields.get(FILES).map(Vec::as_slice).unwrap_or_default();
        kept.iter().filter_map(|file| serde_json::from_str(file).ok()).collect()
    }

    /// Remembers these files.
    pub fn set_files(&mut self, files: &[KeptFile]) {
        let kept = files.iter().filter_map(|file| serde_json::to_string(file).ok()).collect();
        self.fields.insert(FILES.to_owned(), kept);
    }
}

fn owner(app: &App, secret: &str, organ: &str) -> Owner {
    Owner::visitor(app, secret, &format!("apply:{organ}"))
}

/// What stands in a field.
pub fn get<'f>(fields: &'f BTreeMap<String, Vec<String>>, name: &str) -> &'f str {
    fields.get(name).and_then(|values| values.first()).map_or("", String::as_str)
}
