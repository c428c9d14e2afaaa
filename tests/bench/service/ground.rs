//! A county with organs and people, and the service over it, in this process.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::channel;

use gongkai::app::{App, Calendars, FixedClock, Printing, Storage, SystemRandom};
use gongkai::casework::people::{OrganSetup, PersonSetup, set_up_organ, set_up_person};
use gongkai::config::Settings;
use gongkai::files::Folder;
use gongkai::keys::Keys;
use gongkai::law::roles::Role;
use gongkai::passwords::Passwords;
use gongkai::server;
use gongkai::store::{Address, Store, StoreSettings};
use serde_json::{Value, json};

use crate::http::{Link, Request};

pub const PASSWORD: &str = "清水河畔的秘密";
pub const TODAY: &str = "2026-03-02";
pub const ORGANS: usize = 10;

/// Threads of the server, as `serve` chooses them.
pub fn workers() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

/// What is measured.
pub struct Ground {
    pub address: SocketAddr,
    pub database: Address,
    /// The ids of the organs below the county.
    pub organs: Vec<i64>,
    /// Six units of each organ, one organ after the other.
    pub units: Vec<i64>,
    /// A unit of the first, and a handler of that unit.
    pub unit: i64,
    pub handler: i64,
    handle: actix_web::dev::ServerHandle,
}

impl Ground {
    /// Sets up the county in an empty database and starts the service.
    pub fn lay(database: &Address) -> Self {
        let app = open(database);
        let (organs, units, handler) = populate(&app);
        let unit = units[0];
        let (address, handle) = serve(app);
        Self { address, database: database.clone(), organs, units, unit, handler, handle }
    }

    /// Starts the service anew, as after a night with its upkeep.
    pub fn restart(&mut self) {
        stop(&self.handle);
        let app = open(&self.database);
        gongkai::notify::background::keep_house(&app).unwrap();
        (self.address, self.handle) = serve(app);
    }

    /// The token of a person, by login.
    pub fn sign_in(&self, login: &str) -> String {
        let body = json!({ "login": login, "password": PASSWORD }).to_string();
        let session = self.ask(&Request::new("POST", "/api/v1/sessions", &[], body.as_bytes()));
        session["access_token"].as_str().unwrap().to_owned()
    }

    /// The body of a success.
    pub fn ask(&self, request: &Request) -> Value {
        let response = Link::open(self.address).unwrap().send(request).unwrap();
        assert!(response.status < 300, "{}", String::from_utf8_lossy(&response.body));
        serde_json::from_slice(&response.body).unwrap()
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        stop(&self.handle);
    }
}

fn serve(app: App) -> (SocketAddr, actix_web::dev::ServerHandle) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (send, receive) = channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = server::serve(app, listener, workers(), None).unwrap();
            send.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    (address, receive.recv().unwrap())
}

fn stop(handle: &actix_web::dev::ServerHandle) {
    let stopped = handle.stop(false);
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(stopped);
}

fn open(database: &Address) -> App {
    let passwords = Passwords::cheap();
    App {
        store: Store::open(&StoreSettings::new(database.clone())).unwrap(),
        clock: Arc::new(FixedClock::noon(TODAY.parse().unwrap())),
        random: Arc::new(SystemRandom),
        calendars: Arc::new(Calendars::shipped().unwrap()),
        keys: Keys::derive(&[7; 32]).unwrap(),
        settings: Arc::new(Settings {
            lookups_per_second: 100_000_000,
            letters_required: false,
            ..Settings::default()
        }),
        decoy_hash: passwords.hash("nobody", &[0; 16]).unwrap().into(),
        passwords,
        storage: Storage {
            content: Arc::new(Folder::open(&std::env::temp_dir().join("gongkai-bench/files")).unwrap()),
            drafts: std::env::temp_dir().join("gongkai-bench/uploads"),
        },
        printing: Arc::new(Printing::default()),
    }
}

fn populate(app: &App) -> (Vec<i64>, Vec<i64>, i64) {
    let passwords = app.passwords.clone();
    let setup = move |tx: &mut gongkai::store::Tx<'_>| -> Result<_, gongkai::casework::Error> {
        let since = "2000-01-01".parse().unwrap();
        let county =
            OrganSetup {
                parent: None, code: "QS", name: "清水县人民政府", kind: "government", units: &[]
            };
        let (county, _) = set_up_organ(tx, &county, since)?;
        let (mut organs, mut units) = (Vec::new(), Vec::new());
        for number in 0..ORGANS {
            let (code, name) = (format!("QS{number:02}"), format!("清水县第{number}局"));
            let names = ["办公室", "规划股", "执法股", "信访股", "财务股", "人事股"];
            let setup = OrganSetup {
                parent: Some(county.id),
                code: &code,
                name: &name,
                kind: "department",
                units: &names,
            };
            let (organ, own) = set_up_organ(tx, &setup, since)?;
            organs.push(organ.id);
            units.extend(own);
        }
        let mut add = |login, organ, unit, role| {
            let person = PersonSetup { login, name: login, password: PASSWORD, organ, unit, role };
            set_up_person(tx, &passwords, &[1; 16], &person, since)
        };
        add("supervisor", county.id, None, Role::Supervisor)?;
        add("clerk", organs[0], None, Role::Clerk)?;
        let handler = add("handler", organs[0], Some(units[0]), Role::Handler)?;
        Ok((organs, units, handler.id))
    };
    app.store.write_blocking(setup).unwrap()
}
