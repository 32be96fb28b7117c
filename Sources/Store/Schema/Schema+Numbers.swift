extension Schema {
    static let numbers = Migration(
        "0010-numbers",
        """
        CREATE TABLE numbers_lease (
          name TEXT NOT NULL PRIMARY KEY,
          owner TEXT NOT NULL,
          expires_at @integer NOT NULL
        ) @strict;
        """)
}
