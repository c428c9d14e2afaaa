//! 清水县 and its people, all invented.

use crate::app::App;
use crate::casework::Error;
use crate::casework::journal::NamedActor;
use crate::casework::organ_facts::{DatedFacts, LetterFacts, Place, keep};
use crate::casework::people::{OrganSetup, PersonSetup, set_up_organ, set_up_person};
use crate::cli::Failure;
use crate::law::case_event::Actor;
use crate::law::forum::{CourtLevel, OrganKind};
use crate::law::roles::Role;
use crate::law::text::{OrganId, UnitId, UserId};
use crate::store::Tx;
use crate::store::organs::OrganRow;
use crate::store::users::set_email;

/// A person as printed for whoever tries the demonstration.
pub(super) struct Account {
    pub organ: String,
    pub post: String,
    pub name: &'static str,
    pub login: String,
    pub password: String,
}

/// An organ at work.
pub(super) struct Office {
    pub code: &'static str,
    pub clerk: NamedActor,
    /// One for each unit.
    pub handlers: Vec<NamedActor>,
    pub reviewer: NamedActor,
    pub office_head: NamedActor,
    pub approver: NamedActor,
}

/// The three organs that answer applications, and who watches over them.
pub(super) struct County {
    pub offices: Vec<Office>,
    pub supervisor: NamedActor,
}

struct Organ {
    code: &'static str,
    login: &'static str,
    name: &'static str,
    kind: &'static str,
    /// What it is to the law, and its 机关代字.
    forum: (OrganKind, &'static str),
    units: &'static [(&'static str, &'static str)],
    /// Clerk, reviewer, office head, approver.
    people: [&'static str; 4],
}

const ROOT: (&str, &str) = ("QSX", "清水县人民政府");

/// Posts above the organs: three administrators who are three persons, and none of them supervises
/// (decision 14).
const ROOT_PEOPLE: [(Role, &str, &str); 4] = [
    (Role::Supervisor, "jiandu", "贺知秋"),
    (Role::Admin, "guanli", "邵文博"),
    (Role::Security, "anquan", "闻静"),
    (Role::Auditor, "shenji", "窦明远"),
];

const ORGANS: [Organ; 3] = [
    Organ {
        code: "QSXZR",
        login: "zr",
        name: "清水县自然资源局",
        kind: "department",
        forum: (OrganKind::Department, "清自然资"),
        units: &[("国土空间规划股", "陆川"), ("耕地保护与征收股", "孟繁星"), ("确权登记股", "于欢")],
        people: ["蒋晓琳", "段立新", "范国栋", "乔正平"],
    },
    Organ {
        code: "QSXJY",
        login: "jy",
        name: "清水县教育科技局",
        kind: "department",
        forum: (OrganKind::Department, "清教科"),
        units: &[("基础教育股", "沈佳"), ("人事财务股", "韦一鸣")],
        people: ["汤雨晴", "卢海燕", "龚建军", "穆怀仁"],
    },
    Organ {
        code: "QSXCG",
        login: "cg",
        name: "清水县城关镇人民政府",
        kind: "township",
        forum: (OrganKind::TownshipGovernment, "城政"),
        units: &[("村镇建设办公室", "康健"), ("乡村振兴办公室", "柏青松")],
        people: ["米兰", "尚志远", "葛玉梅", "温长河"],
    },
];

/// What makes an organ takes part in: the transaction, and what is printed afterwards.
struct Making<'a, 't> {
    app: &'a App,
    tx: &'a mut Tx<'t>,
    accounts: &'a mut Vec<Account>,
}

/// Makes organs, units and people, as they exist on the first day of the stories.
pub(super) fn found(app: &App) -> Result<(County, Vec<Account>), Failure> {
    let (within, mut accounts) = (app.clone(), Vec::new());
    let made = app.store.write_blocking(move |tx| -> Result<_, Error> {
        let mut making = Making { app: &within, tx, accounts: &mut accounts };
        let county = making.county()?;
        Ok((county, accounts))
    });
    Ok(made?)
}

impl Making<'_, '_> {
    fn county(&mut self) -> Result<County, Error> {
        let today = self.app.clock.today();
        let setup = OrganSetup { parent: None, code: ROOT.0, name: ROOT.1, kind: "government", units: &[] };
        let (root, _) = set_up_organ(self.tx, &setup, today)?;
        self.facts(&root, (OrganKind::LocalGovernment, "清政"))?;
        let [supervisor, ..] = {
            let mut person = |(role, login, name)| self.person(&root, None, role, login, name);
            let [supervisor, admin, security, auditor] = ROOT_PEOPLE;
            [person(supervisor)?, person(admin)?, person(security)?, person(auditor)?]
        };
        let offices =
            ORGANS.iter().map(|organ| self.office(root.id, organ)).collect::<Result<Vec<_>, Error>>()?;
        Ok(County { offices, supervisor })
    }

    fn office(&mut self, parent: i64, organ: &Organ) -> Result<Office, Error> {
        let Organ { code, name, kind, forum, units, people, login } = *organ;
        let names: Vec<&str> = units.iter().map(|(unit, _)| *unit).collect();
        let setup = OrganSetup { parent: Some(parent), code, name, kind, units: &names };
        let (row, ids) = set_up_organ(self.tx, &setup, self.app.clock.today())?;
        self.facts(&row, forum)?;
        let mut handlers = Vec::new();
        for (number, (id, (unit, person))) in ids.into_iter().zip(units).enumerate() {
            let login = format!("{login}-chengban{}", number + 1);
            handlers.push(self.person(&row, Some((id, unit)), Role::Handler, &login, person)?);
        }
        let [clerk, reviewer, office_head, approver] = people;
        let mut person =
            |role, what: &str, name| self.person(&row, None, role, &format!("{login}-{what}"), name);
        Ok(Office {
            code,
            clerk: person(Role::Clerk, "dengji", clerk)?,
            reviewer: person(Role::Reviewer, "shenhe", reviewer)?,
            office_head: person(Role::OfficeHead, "fuze", office_head)?,
            approver: person(Role::Approver, "qianfa", approver)?,
            handlers,
        })
    }

    /// What its letters say of it. No telephone number begins with 0000.
    fn facts(&mut self, organ: &OrganRow, (kind, word): (OrganKind, &str)) -> Result<(), Error> {
        let place = |name: &str, address: &str| Place { name: name.to_owned(), address: address.to_owned() };
        let (review, court) = match kind.court_level() {
            CourtLevel::Basic => (
                place(ROOT.1, "清水县永清路1号清水县司法局行政复议受理室"),
                place("清水县人民法院", "清水县中山路30号"),
            ),
            CourtLevel::Intermediate => (
                place("天河市人民政府", "天河市建设路1号天河市司法局行政复议受理室"),
                place("天河市中级人民法院", "天河市建设路8号"),
            ),
        };
        let facts = LetterFacts {
            kind,
            office: "政务公开办公室".to_owned(),
            address: "清水县文化路12号".to_owned(),
            postcode: "000000".to_owned(),
            phone: "0000-7150012".to_owned(),
            contact: "值班人员".to_owned(),
            review: vec![review],
            hours: Some("工作日8:30—12:00、14:30—18:00".to_owned()),
            online_review: Some("天河市行政复议服务平台（https://fuyi.example.com）".to_owned()),
            court: Some(court),
            word: word.to_owned(),
            patterns: std::collections::BTreeMap::new(),
        };
        let input = DatedFacts { valid_from: self.app.clock.today(), facts };
        keep(self.tx, organ, &input, None, self.app.now())
    }

    fn person(
        &mut self,
        organ: &OrganRow,
        unit: Option<(i64, &str)>,
        role: Role,
        login: &str,
        name: &'static str,
    ) -> Result<NamedActor, Error> {
        let password = password(self.app)?;
        let mut salt = [0; 16];
        self.app.random.fill(&mut salt)?;
        let unit_id = unit.map(|(id, _)| id);
        let setup = PersonSetup { login, name, password: &password, organ: organ.id, unit: unit_id, role };
        let post = set_up_person(self.tx, &self.app.passwords, &salt, &setup, self.app.clock.today())?;
        // Nobody has such an address: .example is reserved for examples.
        set_email(self.tx, post.user_id, Some(&format!("{login}@qingshui.example")))?;
        let unit_name = unit.map(|(_, name)| format!("（{name}）")).unwrap_or_default();
        self.accounts.push(Account {
            organ: organ.name.clone(),
            post: format!("{}{unit_name}", role.title()),
            name,
            login: login.to_owned(),
            password,
        });
        Ok(NamedActor {
            actor: Actor {
                user: UserId(post.user_id),
                role,
                organ: OrganId(organ.id),
                organ_path: organ.path.clone(),
                unit: unit_id.map(UnitId),
                on_behalf_of: None,
            },
            name: name.to_owned(),
            organ_name: organ.name.clone(),
        })
    }
}

/// Twelve letters and digits that are not mistaken for one another.
fn password(app: &App) -> Result<String, Error> {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let mut bytes = [0; 12];
    app.random.fill(&mut bytes)?;
    let sign = |byte: &u8| SIGNS.get(usize::from(byte % 32)).copied().map_or('a', char::from);
    Ok(bytes.iter().map(sign).collect())
}
