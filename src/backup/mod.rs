//! The snapshot repository: files in restic's format, in a directory or an S3-compatible store, read and written without knowing what
//! they are about.
