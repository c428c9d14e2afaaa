//! A small HTTP server that keeps what it was asked and answers as it is told.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use gongkai::config::channels::{HttpSettings, Network};
use gongkai::notify::http::Caller;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

/// What the server does with the next requests.
#[derive(Clone, Debug)]
pub enum Manner {
    Answers {
        status: u16,
        body: String,
    },
    Redirects {
        to: String,
    },
    /// Takes the request and says nothing.
    FallsSilent,
    /// Takes the request and hangs up.
    Cuts,
}

#[derive(Clone, Debug)]
pub struct Request {
    pub target: String,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

pub struct HttpServer {
    pub address: SocketAddr,
    kept: Arc<Mutex<(Vec<Request>, Manner, usize)>>,
}

impl HttpServer {
    pub fn start() -> HttpServer {
        HttpServer::at("127.0.0.1:0", None)
    }

    /// At an address of this machine, by TLS if there is a certificate.
    pub fn at(address: &str, tls: Option<Arc<ServerConfig>>) -> HttpServer {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let kind = Manner::Answers { status: 200, body: "{}".to_owned() };
        let kept = Arc::new(Mutex::new((Vec::new(), kind, 0)));
        let shared = kept.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (kept, tls) = (shared.clone(), tls.clone());
                kept.lock().unwrap().2 += 1;
                thread::spawn(move || match tls {
                    None => serve(&mut stream.try_clone().unwrap(), &stream, &kept),
                    Some(config) => {
                        let connection = ServerConnection::new(config).unwrap();
                        let mut line = StreamOwned::new(connection, stream.try_clone().unwrap());
                        serve(&mut line, &stream, &kept)
                    }
                });
            }
        });
        HttpServer { address, kept }
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook?key=geheim", self.address)
    }

    pub fn behave(&self, manner: Manner) {
        self.kept.lock().unwrap().1 = manner;
    }

    pub fn answer(&self, status: u16, body: &str) {
        self.behave(Manner::Answers { status, body: body.to_owned() });
    }

    pub fn requests(&self) -> Vec<Request> {
        self.kept.lock().unwrap().0.clone()
    }

    pub fn connections(&self) -> usize {
        self.kept.lock().unwrap().2
    }
}

fn serve(
    line: &mut (impl Read + Write),
    raw: &TcpStream,
    kept: &Mutex<(Vec<Request>, Manner, usize)>,
) -> Option<()> {
    let request = read(line)?;
    kept.lock().unwrap().0.push(request);
    let manner = kept.lock().unwrap().1.clone();
    let answer = match manner {
        Manner::Answers { status, body } => {
            format!("HTTP/1.1 {status} Said\r\nContent-Length: {}\r\n\r\n{body}", body.len())
        }
        Manner::Redirects { to } => {
            format!("HTTP/1.1 307 Elsewhere\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n")
        }
        // Until the other side gives up.
        Manner::FallsSilent => return line.read(&mut [0]).map(|_| ()).ok(),
        Manner::Cuts => return raw.shutdown(Shutdown::Both).ok(),
    };
    line.write_all(answer.as_bytes()).ok()?;
    line.flush().ok()
}

fn read(line: &mut impl Read) -> Option<Request> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        line.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.split("\r\n");
    let target = lines.next().unwrap().split(' ').nth(1).unwrap().to_owned();
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut body = vec![0; headers["content-length"].parse().unwrap()];
    line.read_exact(&mut body).ok()?;
    Some(Request { target, headers, body })
}

/// Calls may go to these networks of the house.
pub fn allowing(networks: &[&str]) -> HttpSettings {
    let allow = networks.iter().map(|network| Network::parse(network).unwrap()).collect();
    HttpSettings { allow, timeout_seconds: 20, ca_file: None }
}

pub fn caller() -> Caller {
    Caller::new(&allowing(&["127.0.0.1"])).unwrap()
}

/// For tests that wait for the limit to pass.
pub fn impatient() -> Caller {
    caller().within(Duration::from_secs(1))
}

/// An address of this machine where nobody listens.
pub fn nobody() -> String {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    format!("http://{address}/")
}

pub fn at(ip: &str, port: u16) -> SocketAddr {
    SocketAddr::new(ip.parse::<IpAddr>().unwrap(), port)
}

/// HMAC-SHA256 after RFC 2104, from the hash alone.
pub fn hmac_sha256(key: &[u8], text: &[u8]) -> Vec<u8> {
    use aws_lc_rs::digest::{SHA256, digest};
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let inner = [&block.map(|byte| byte ^ 0x36)[..], text].concat();
    let outer = [&block.map(|byte| byte ^ 0x5c)[..], digest(&SHA256, &inner).as_ref()].concat();
    digest(&SHA256, &outer).as_ref().to_vec()
}

#[test]
fn the_receivers_own_hmac_is_right() {
    // RFC 4231, test case 2.
    let mac = hmac_sha256(b"Jefe", b"what do ya want for nothing?");
    let hex: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}
