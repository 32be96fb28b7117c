extension Schema {
    /// What forwarding keeps.
    ///
    /// Names are pseudonyms and contents are sealed: no number can be read here.
    static let forwarding = Migration(
        "0009-forwarding",
        """
        CREATE TABLE forwarding_arrivals (
          id TEXT NOT NULL PRIMARY KEY,
          party TEXT NOT NULL,
          pair TEXT NOT NULL,
          came_at @integer NOT NULL,
          rings_until @integer NOT NULL
        ) @strict;
        CREATE INDEX forwarding_arrivals_by_party ON forwarding_arrivals (party, rings_until);
        CREATE INDEX forwarding_arrivals_by_pair ON forwarding_arrivals (pair, came_at);
        CREATE INDEX forwarding_arrivals_by_time ON forwarding_arrivals (came_at);
        CREATE TABLE forwarding_notes (
          kind TEXT NOT NULL,
          name TEXT NOT NULL,
          sealed @bytes NOT NULL,
          expires_at @integer NOT NULL,
          PRIMARY KEY (kind, name)
        ) @strict;
        CREATE INDEX forwarding_notes_by_expiry ON forwarding_notes (expires_at);
        """)
}
