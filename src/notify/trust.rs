//! Whom TLS believes: the office's own certification authority, or those of the operating system.

use std::io;
use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// The certificates that another's must lead back to.
#[derive(Clone, Debug)]
pub struct Trust(Vec<CertificateDer<'static>>);

/// Why a file of certificates cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("无法读取证书文件{path}：应为含有至少一份证书的PEM文件")]
pub struct TrustFault {
    path: String,
    #[source]
    cause: Option<rustls::pki_types::pem::Error>,
}

/// The fault of TLS behind a broken connection, if that is what broke it: a handshake happens at the
/// first byte, so it comes disguised as one of reading or writing.
pub(super) fn tls_fault(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref().and_then(|inner| inner.downcast_ref())
}

impl Trust {
    /// Reads the office's certificates, and then trusts no other; without a file, the system's. If the
    /// system has none, connections by TLS will fail and say so.
    ///
    /// # Errors
    /// [`TrustFault`] if a given file cannot be read or holds no certificate.
    pub fn load(ca_file: Option<&Path>) -> Result<Trust, TrustFault> {
        let Some(path) = ca_file else { return Ok(Trust(rustls_native_certs::load_native_certs().certs)) };
        let fault = |cause| TrustFault { path: path.display().to_string(), cause };
        let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        match read {
            Ok(certificates) if !certificates.is_empty() => Ok(Trust(certificates)),
            Ok(_) => Err(fault(None)),
            Err(cause) => Err(fault(Some(cause))),
        }
    }

    pub(super) fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|certificate| certificate.as_ref())
    }
}
