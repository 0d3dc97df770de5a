//! The kernel's queue before a door. Whoever it has taken in may have sent a request already, and would be answered with a reset when
//! the listener goes: so first nobody new gets in, then the queue is emptied.

use std::{io, net::SocketAddr};

use socket2::{SockFilter, SockRef};
use tokio::net::{TcpListener, TcpStream};

/// Drops the first packet of every new connection, which its client sends again a second later: by then somebody else listens here, or
/// the connection is refused. The third packet of a handshake that has begun still comes through.
const NO_NEWCOMERS: [SockFilter; 5] = [
    SockFilter::new(LOAD_BYTE, 0, 0, FLAGS),
    SockFilter::new(AND, 0, 0, SYN | ACK),
    SockFilter::new(JUMP_UNLESS_EQUAL, 0, 1, SYN),
    SockFilter::new(RETURN, 0, 0, NOTHING),
    SockFilter::new(RETURN, 0, 0, EVERYTHING),
];
// Classic BPF as in linux/filter.h; what a TCP socket's filter reads begins with the TCP header (RFC 9293, 3.1).
const LOAD_BYTE: u16 = 0x30;
const AND: u16 = 0x54;
const JUMP_UNLESS_EQUAL: u16 = 0x15;
const RETURN: u16 = 0x06;
const FLAGS: u32 = 13;
const SYN: u32 = 0x02;
const ACK: u32 = 0x10;
const NOTHING: u32 = 0;
const EVERYTHING: u32 = u32::MAX;

/// From now on no connection begins here. A kernel that knows no such filter goes on as before.
pub fn turn_away(listener: &TcpListener) {
    if let Err(cause) = SockRef::from(listener).attach_filter(&NO_NEWCOMERS) {
        tracing::debug!(%cause, "connections that begin while the door closes may be reset");
    }
}

/// Closes the listener; gives the connections that still waited before it.
pub fn close(listener: TcpListener) -> io::Result<Vec<(TcpStream, SocketAddr)>> {
    // Asked directly: the runtime may not have heard yet of who came last.
    let listener = listener.into_std()?;
    let mut waiting = Vec::new();
    while let Ok((stream, peer)) = listener.accept() {
        stream.set_nonblocking(true)?;
        waiting.push((TcpStream::from_std(stream)?, peer));
    }
    Ok(waiting)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::{io::AsyncWriteExt as _, time::timeout};

    use super::*;

    #[tokio::test]
    async fn who_waits_is_taken_in_and_nobody_else() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut early = TcpStream::connect(address).await.unwrap();
        early.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
        turn_away(&listener);
        let late = timeout(Duration::from_millis(300), TcpStream::connect(address)).await;
        assert!(late.is_err(), "its first packet gets no answer");
        let waiting = close(listener).unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].1, early.local_addr().unwrap());
        let refused = TcpStream::connect(address).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    }
}
