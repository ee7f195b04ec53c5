import ConnectorKit
import Inventory

/// What is read of a person.
enum PeopleField: String, CaseIterable, Sendable {
    case employeeID = "employee_id"
    case email, name, status, ended, department, manager

    /// Without these nobody can be told apart, found or judged.
    var isRequired: Bool { self == .employeeID || self == .email || self == .status }
}

/// Which column holds which field.
struct PeopleColumns: Sendable {
    /// The file's names, by field.
    private(set) var names: [PeopleField: String] = [:]
    /// The fields whose column the user named: it must then be there.
    private(set) var isNamed: Set<PeopleField> = []

    /// - Throws: `SettingProblem` for a field that is none, or a name that is empty or used twice.
    init(_ mapping: [String: String]) throws {
        for field in PeopleField.allCases { names[field] = field.rawValue }
        for (key, column) in mapping.sorted(by: { $0.key < $1.key }) {
            guard let field = PeopleField(rawValue: key) else {
                let known = PeopleField.allCases.map(\.rawValue).joined(separator: ", ")
                throw SettingProblem("columns.\(key)", "expected one of \(known)")
            }
            guard !column.isEmpty else { throw SettingProblem("columns.\(key)", "expected the name of a column") }
            names[field] = column
            isNamed.insert(field)
        }
        let counted = Dictionary(grouping: mapping.values) { $0 }
        if let twice = counted.filter({ $0.value.count > 1 }).keys.min() {
            throw SettingProblem("columns", "\(twice) stands for two fields")
        }
    }

    func name(_ field: PeopleField) -> String { names[field] ?? field.rawValue }

    /// Whether the file must have the field's column.
    func mustHave(_ field: PeopleField) -> Bool { field.isRequired || isNamed.contains(field) }

    /// The place of each field in a header.
    /// - Throws: `PeopleFileProblem` naming the column that is missing, or stands twice.
    func places(in header: [String]) throws -> [PeopleField: Int] {
        var places: [PeopleField: Int] = [:]
        for field in PeopleField.allCases {
            let column = name(field)
            let found = header.indices.filter { header[$0] == column }
            guard found.count <= 1 else { throw PeopleFileProblem("the column \(column) stands twice in the header") }
            if let place = found.first {
                places[field] = place
            } else if mustHave(field) {
                if header.count == 1, header[0].contains(";") {
                    throw PeopleFileProblem("the header is separated by semicolons. Save the file with commas")
                }
                let there = header.prefix(50).joined(separator: ", ")
                throw PeopleFileProblem(
                    "the column \(column) (\(field.rawValue)) is not in the header, which has: \(there.prefix(500)). "
                        + "Name it in the setting columns")
            }
        }
        return places
    }
}

/// What the file's words for a status mean.
struct PeopleStatusWords: Sendable {
    /// Our own words, and those that personnel systems use for them in English.
    static let meanings: [String: PersonStatus] = [
        "active": .active, "leave": .leave, "suspended": .suspended, "deactivated": .deactivated, "deleted": .deleted,
    ]
    private static let common: [String: PersonStatus] = [
        "employed": .active, "on leave": .leave, "inactive": .deactivated, "terminated": .deactivated,
        "left": .deactivated, "former": .deactivated, "ended": .deactivated, "disabled": .deactivated,
    ]

    private var words: [String: PersonStatus]

    /// - Throws: `SettingProblem` for a meaning that is none of ours.
    init(_ mapping: [String: String]) throws {
        words = Self.meanings.merging(Self.common) { first, _ in first }
        for (word, meaning) in mapping.sorted(by: { $0.key < $1.key }) {
            guard let status = Self.meanings[meaning] else {
                let known = Self.meanings.keys.sorted().joined(separator: ", ")
                throw SettingProblem("status_values.\(word)", "expected one of \(known)")
            }
            words[Self.folded(word)] = status
        }
    }

    /// nil for a word that is not known. Case and surrounding white space do not count.
    func status(_ word: String) -> PersonStatus? { words[Self.folded(word)] }

    private static func folded(_ word: String) -> String {
        word.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
    }
}

/// The file as a whole cannot be read.
struct PeopleFileProblem: Error, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
