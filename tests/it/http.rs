//! A light client: HTTP/1.1 by hand over one kept connection, so that a load generator on the same
//! machine takes little of it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than any answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A kept connection.
pub struct Link {
    stream: BufReader<TcpStream>,
    line: String,
}

/// What came back.
pub struct Response {
    pub status: u16,
    pub body: Vec<u8>,
}

/// What is sent, headers already laid out: a measurement makes it once and sends it often.
pub struct Request(Vec<u8>);

impl Request {
    pub fn new(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let mut bytes = format!("{method} {path} HTTP/1.1\r\nHost: gongkai\r\n").into_bytes();
        for (name, value) in headers {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        if !body.is_empty() {
            let about = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
            bytes.extend_from_slice(about.as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(body);
        Self(bytes)
    }
}

impl Link {
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::new(stream), line: String::new() })
    }

    /// Sends and waits for the answer; an error leaves open whether the request was taken.
    pub fn send(&mut self, request: &Request) -> io::Result<Response> {
        self.stream.get_mut().write_all(&request.0)?;
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(garbled)?;
        let mut length = 0;
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().map_err(|_| garbled())?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Response { status, body })
    }

    fn line(&mut self) -> io::Result<&str> {
        self.line.clear();
        if self.stream.read_line(&mut self.line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(self.line.trim_end())
    }
}

fn garbled() -> io::Error {
    io::ErrorKind::InvalidData.into()
}
