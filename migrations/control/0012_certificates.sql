-- Certificates of the host names, their keys sealed.

-- Who we are in an authority's book.
CREATE TABLE acme_account (
    directory   TEXT    PRIMARY KEY, -- the authority's address
    email       TEXT    NOT NULL,    -- where it was told to write to
    credentials BLOB    NOT NULL,    -- sealed: our name there, and the key to it
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Each name that leads to us: the admin's, the visitors', the accounts' own.
CREATE TABLE certificate (
    host        TEXT    PRIMARY KEY, -- lower case
    side        INTEGER NOT NULL,    -- see tls/shelf.rs
    source      INTEGER NOT NULL,    -- see operations/certificates.rs
    directory   TEXT,                -- the authority that gave it; absent for one's own file, and before the first
    chain       TEXT,                -- PEM, the host's own first; absent for one's own file, and before the first
    key         BLOB,                -- PEM, sealed; there when the chain is
    issuer      TEXT,
    not_before  INTEGER,
    not_after   INTEGER,             -- absent while the host has no certificate
    tried_at    INTEGER,             -- the last time that a new one was asked for
    failures    INTEGER NOT NULL DEFAULT 0, -- in a row
    fault       TEXT,                -- JSON: what went wrong last, in both languages; absent when nothing did
    try_at      INTEGER              -- not to be asked for again before; absent when it may be at once
) STRICT, WITHOUT ROWID;
