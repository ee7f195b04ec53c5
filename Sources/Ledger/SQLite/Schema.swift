import GRDB
import Inventory

/// The tables, by named migrations. One that has shipped is never edited: a change is a new one below.
enum Schema {
    /// `MUST` in ASCII, in the file's header: says that an SQLite file is a ledger of Muster.
    static let applicationID: Int32 = 0x4D55_5354

    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 generations") { database in
            try database.execute(sql: generations)
            for table in RecordTable.all where table.kind != .resource { try database.execute(sql: table.schema) }
            try database.execute(sql: inProgress)
            try database.execute(sql: findings)
        }
        migrator.registerMigration("2 resources") { database in
            try database.execute(sql: RecordTable.of(.resource).schema)
        }
        // A scope that a run could not finish in its time waits here, with those of its source that were read, for
        // the next one.
        migrator.registerMigration("3 postponed scopes") { database in
            try database.execute(
                sql: """
                    ALTER TABLE progress ADD COLUMN postponed TEXT;
                    ALTER TABLE progress ADD COLUMN carried_at INTEGER;
                    """)
        }
        migrator.registerMigration("4 decisions") { database in
            try database.execute(
                sql: """
                    CREATE TABLE decision (
                        number INTEGER PRIMARY KEY,
                        decided_at INTEGER NOT NULL,
                        decided_by TEXT NOT NULL,
                        reason TEXT,
                        act TEXT NOT NULL,
                        body TEXT NOT NULL
                    ) STRICT;
                    """)
        }
        // SQLite cannot widen a CHECK: the spans move to a table of the same form that takes what is borne, too.
        migrator.registerMigration("5 exempt findings") { database in
            try database.execute(
                sql: """
                    CREATE TABLE finding_span_5 (
                        finding_id INTEGER NOT NULL REFERENCES finding (id),
                        from_run INTEGER NOT NULL REFERENCES run (id),
                        to_run INTEGER CHECK (to_run > from_run),
                        state TEXT NOT NULL CHECK (state IN ('violation', 'undecided', 'exempt')),
                        PRIMARY KEY (finding_id, from_run)
                    ) STRICT, WITHOUT ROWID;
                    INSERT INTO finding_span_5 SELECT finding_id, from_run, to_run, state FROM finding_span;
                    DROP TABLE finding_span;
                    ALTER TABLE finding_span_5 RENAME TO finding_span;
                    CREATE INDEX finding_span_open ON finding_span (finding_id) WHERE to_run IS NULL;
                    CREATE INDEX finding_span_from ON finding_span (from_run);
                    CREATE INDEX finding_span_to ON finding_span (to_run) WHERE to_run IS NOT NULL;
                    """)
        }
        return migrator
    }()

    /// Runs, what they read and how it ended. Times are milliseconds since 1970.
    private static let generations = """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            state TEXT NOT NULL CHECK (state IN ('running', 'published', 'abandoned', 'pruned')),
            epoch INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            active_at INTEGER NOT NULL,
            published_at INTEGER,
            program_version TEXT NOT NULL,
            sources TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX run_running ON run (state) WHERE state = 'running';
        CREATE TABLE source (
            id INTEGER PRIMARY KEY,
            connector TEXT NOT NULL,
            tenant TEXT NOT NULL,
            UNIQUE (connector, tenant)
        ) STRICT;
        CREATE TABLE source_run (
            source_id INTEGER NOT NULL REFERENCES source (id),
            run INTEGER NOT NULL REFERENCES run (id),
            name TEXT NOT NULL,
            connector_version TEXT NOT NULL,
            authoritative_for TEXT NOT NULL,
            first_complete_at INTEGER,
            PRIMARY KEY (source_id, run)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX source_run_name ON source_run (name, run);
        CREATE TABLE stream_run (
            source_id INTEGER NOT NULL REFERENCES source (id),
            stream TEXT NOT NULL,
            run INTEGER NOT NULL REFERENCES run (id),
            operation TEXT NOT NULL,
            version INTEGER NOT NULL,
            yields TEXT NOT NULL,
            coverage TEXT NOT NULL,
            complete_partitions INTEGER NOT NULL,
            read_at INTEGER NOT NULL,
            last_complete_run INTEGER,
            last_complete_at INTEGER,
            rows_now TEXT NOT NULL,
            rows_before TEXT NOT NULL,
            PRIMARY KEY (source_id, stream, run)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE coverage_exception (
            source_id INTEGER NOT NULL REFERENCES source (id),
            stream TEXT NOT NULL,
            run INTEGER NOT NULL REFERENCES run (id),
            partition TEXT NOT NULL,
            coverage TEXT NOT NULL,
            PRIMARY KEY (source_id, stream, run, partition)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE scope (
            id INTEGER PRIMARY KEY,
            source_id INTEGER NOT NULL REFERENCES source (id),
            stream TEXT NOT NULL,
            partition TEXT NOT NULL,
            first_run INTEGER NOT NULL,
            gone_run INTEGER,
            UNIQUE (source_id, stream, partition)
        ) STRICT;
        CREATE INDEX scope_partition ON scope (source_id, partition);
        CREATE INDEX scope_first_run ON scope (first_run);
        CREATE TABLE scope_baseline (
            scope_id INTEGER NOT NULL REFERENCES scope (id),
            run INTEGER NOT NULL,
            fingerprint TEXT,
            PRIMARY KEY (scope_id, run)
        ) STRICT, WITHOUT ROWID;
        """

    /// What the run in progress needs to be gone on with; empty once it is published or abandoned.
    private static let inProgress = """
        CREATE TABLE progress_stream (
            source_id INTEGER NOT NULL REFERENCES source (id),
            stream TEXT NOT NULL,
            operation TEXT NOT NULL,
            version INTEGER NOT NULL,
            yields TEXT NOT NULL,
            PRIMARY KEY (source_id, stream)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE progress_rows (
            source_id INTEGER NOT NULL REFERENCES source (id),
            stream TEXT NOT NULL,
            kind TEXT NOT NULL,
            change INTEGER NOT NULL,
            PRIMARY KEY (source_id, stream, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE progress (
            scope_id INTEGER PRIMARY KEY REFERENCES scope (id),
            fingerprint TEXT NOT NULL,
            stream_version INTEGER NOT NULL,
            pages_shift INTEGER NOT NULL,
            mixed INTEGER NOT NULL DEFAULT 0,
            sequence INTEGER NOT NULL DEFAULT 0,
            attempt INTEGER NOT NULL DEFAULT 0,
            pages INTEGER NOT NULL DEFAULT 0,
            rows INTEGER NOT NULL DEFAULT 0,
            rejected INTEGER NOT NULL DEFAULT 0,
            requests INTEGER NOT NULL DEFAULT 0,
            next TEXT,
            observed_at INTEGER,
            state TEXT,
            parent_gone INTEGER NOT NULL DEFAULT 0,
            changed_baseline INTEGER NOT NULL DEFAULT 0,
            coverage TEXT
        ) STRICT;
        CREATE TABLE progress_seen (
            scope_id INTEGER NOT NULL REFERENCES scope (id),
            sequence INTEGER NOT NULL,
            kind TEXT NOT NULL,
            row_ids BLOB NOT NULL,
            PRIMARY KEY (scope_id, sequence, kind)
        ) STRICT, WITHOUT ROWID;
        """

    /// Findings by fingerprint, and the spans of runs in which they stood.
    private static let findings = """
        CREATE TABLE reconciliation (
            run INTEGER PRIMARY KEY REFERENCES run (id),
            judged_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE finding (
            id INTEGER PRIMARY KEY,
            fingerprint TEXT NOT NULL UNIQUE,
            rule TEXT NOT NULL,
            severity TEXT NOT NULL,
            connector TEXT NOT NULL,
            tenant TEXT NOT NULL,
            kind TEXT NOT NULL,
            native_id TEXT NOT NULL
        ) STRICT;
        CREATE TABLE finding_span (
            finding_id INTEGER NOT NULL REFERENCES finding (id),
            from_run INTEGER NOT NULL REFERENCES run (id),
            to_run INTEGER CHECK (to_run > from_run),
            state TEXT NOT NULL CHECK (state IN ('violation', 'undecided')),
            PRIMARY KEY (finding_id, from_run)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX finding_span_open ON finding_span (finding_id) WHERE to_run IS NULL;
        CREATE INDEX finding_span_from ON finding_span (from_run);
        CREATE INDEX finding_span_to ON finding_span (to_run) WHERE to_run IS NOT NULL;
        """
}
