extension Schema {
    /// Which recordings of voicemail are to be deleted at Twilio, and when.
    static let recordings = Migration(
        "0011-recordings",
        """
        CREATE TABLE recording_deletions (
          name TEXT NOT NULL PRIMARY KEY,
          sealed @bytes NOT NULL,
          due_at @integer NOT NULL,
          tries @integer NOT NULL
        ) @strict;
        CREATE INDEX recording_deletions_by_time ON recording_deletions (due_at);
        """)
}
