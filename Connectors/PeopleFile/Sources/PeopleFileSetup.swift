import ConnectorKit

/// How to get a file of people: an export, and a file to start from.
enum PeopleFileSetup {
    static func guide(_ settings: Settings) throws -> SetupGuide {
        let path = try settings.requiredText("path")
        return SetupGuide(
            steps: [
                "Let the personnel system export everybody, leavers included, to \(path): CSV (RFC 4180, UTF-8) or JSON Lines. "
                    + "It must have an employee id, an address and a status; the last day says when somebody left.",
                "Where its columns have other names than people.csv shows, say so in columns; what its words for a status mean goes into status_values.",
                "Write the file anew before each collection, whole: write another one beside it and rename it.",
                "Make it readable to the account that runs Muster, and to nobody else who need not know: chmod 640 \(path)",
            ],
            files: [
                File(
                    name: "people.csv", purpose: "the columns that are read, with invented people",
                    contents: """
                        employee_id,email,name,status,ended,department,manager
                        1001,nora.ek@example.com,Nora Ek,active,,Platform,
                        1002,ivo.lind@example.com,Ivo Lind,deactivated,2026-10-31,Platform,1001

                        """)
            ],
            configuration: """
                people:
                  connector: people-file
                  settings:
                    path: \(quoted(path))
                    # columns: {employee_id: Number, email: Mail, status: State, ended: Last day}
                    # status_values: {Employed: active, Left: deactivated}
                  authoritative_for: [people]
                """
        ) { permission in
            "Give the account that runs Muster \(permission): chgrp it to a group of that account, then chmod 640 \(path)"
        }
    }

    private typealias File = SetupGuide.File

    /// A plain scalar where nothing in it could be read as anything else, or else a double-quoted one (YAML 1.2, 7.3.1).
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "/"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        if isPlain, text.contains(where: \.isLetter), !text.hasPrefix("-") { return text }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
