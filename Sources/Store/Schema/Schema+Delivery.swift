extension Schema {
    /// Codes that Okta asked to be delivered, and their sends.
    ///
    /// A message is sealed, and wiped when its code has expired; a number is kept as a pseudonym.
    static let deliveries = Migration(
        "0005-deliveries",
        """
        CREATE TABLE deliveries (
          id TEXT NOT NULL PRIMARY KEY,
          owner TEXT NOT NULL,
          claimed_until @integer NOT NULL,
          outcome TEXT,
          message @bytes,
          resent @integer NOT NULL,
          created_at @integer NOT NULL,
          expires_at @integer NOT NULL
        ) @keyed;
        CREATE INDEX deliveries_by_time ON deliveries (created_at);
        CREATE INDEX deliveries_by_expiry ON deliveries (expires_at) WHERE message IS NOT NULL;
        CREATE TABLE sends (
          event_id TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
          provider TEXT NOT NULL,
          ordinal @integer NOT NULL,
          reference TEXT,
          channel TEXT NOT NULL,
          user_id TEXT,
          number_key TEXT NOT NULL,
          stage TEXT NOT NULL,
          detail TEXT,
          sent_at @integer NOT NULL,
          expires_at @integer NOT NULL,
          PRIMARY KEY (event_id, provider)
        ) @keyed;
        CREATE INDEX sends_by_reference ON sends (reference, provider);
        CREATE INDEX sends_by_user ON sends (user_id, channel, sent_at);
        CREATE INDEX sends_by_number ON sends (number_key, provider, sent_at);
        CREATE INDEX sends_by_stage ON sends (stage, expires_at);
        """)

    /// How many sends a number, a person or a prefix has had; numbers as pseudonyms.
    static let sendCounts = Migration(
        "0006-send-counts",
        """
        CREATE TABLE send_counts (
          subject TEXT NOT NULL PRIMARY KEY,
          sends @integer NOT NULL,
          ends_at @integer NOT NULL,
          barred_until @integer NOT NULL
        ) @keyed;
        CREATE INDEX send_counts_by_end ON send_counts (ends_at);
        """)

    /// Which use of a code moved a send on, so that a use is made up for when the process died over it.
    static let uses = Migration("0012-uses", "ALTER TABLE sends ADD COLUMN used_by TEXT;")

    static let breakers = Migration(
        "0007-breakers",
        """
        CREATE TABLE breakers (
          provider TEXT NOT NULL PRIMARY KEY,
          failures @integer NOT NULL,
          open_until @integer,
          probe_until @integer
        ) @strict;
        """)

    /// A job that is done has neither a text nor a time at which it is due.
    static let outbox = Migration(
        "0008-outbox",
        """
        CREATE TABLE outbox (
          id TEXT NOT NULL PRIMARY KEY,
          job @bytes,
          tries @integer NOT NULL,
          created_at @integer NOT NULL,
          due_at @integer,
          done_at @integer
        ) @strict;
        CREATE INDEX outbox_by_due ON outbox (due_at);
        CREATE INDEX outbox_by_done ON outbox (done_at);
        """)
}
