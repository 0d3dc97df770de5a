//! The smallest HTTP/1.1 client that keeps its connection: it must not be what limits.

use memchr::memmem;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: &str) -> Self {
        let address: std::net::SocketAddr = address.parse().unwrap();
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buffer: Vec::with_capacity(256 << 10) }
    }

    /// Sends a whole request and reads the whole answer: its status.
    pub async fn exchange(&mut self, request: &[u8]) -> u16 {
        self.stream.write_all(request).await.unwrap();
        self.buffer.clear();
        let head = loop {
            self.more().await;
            if let Some(end) = memmem::find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
        };
        let status = number(&self.buffer[9..12]);
        let name = b"\r\ncontent-length: ";
        // 204 and 304 carry no body and may carry no length.
        let length = memmem::find(&self.buffer[..head], name).map_or(0, |at| number(&self.buffer[at + name.len()..head]));
        assert!(memmem::find(&self.buffer[..head], b"\r\ntransfer-encoding: ").is_none(), "this client reads no chunks");
        while self.buffer.len() < head + length {
            self.more().await;
        }
        u16::try_from(status).unwrap()
    }

    /// The body of the last answer.
    pub fn body(&self) -> &[u8] {
        let head = memmem::find(&self.buffer, b"\r\n\r\n").unwrap() + 4;
        &self.buffer[head..]
    }

    async fn more(&mut self) {
        self.buffer.reserve(64 << 10);
        assert!(self.stream.read_buf(&mut self.buffer).await.unwrap() > 0, "the server hung up");
    }
}

/// The digits at the beginning.
fn number(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).fold(0, |number, digit| number * 10 + usize::from(digit - b'0'))
}
