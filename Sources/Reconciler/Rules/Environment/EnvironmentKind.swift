/// What a label says about the environment that something belongs to. A word that is not known says nothing.
enum EnvironmentKind: Sendable, Hashable {
    case production
    case other

    private static let productionWords: Set<String> = ["prod", "production", "prd", "live"]
    private static let otherWords: Set<String> = [
        "dev", "development", "develop", "test", "testing", "tst", "qa", "uat", "acceptance", "acc", "stage", "staging",
        "stg", "preprod", "preproduction", "nonprod", "nonproduction", "sandbox", "sbx", "demo", "lab", "int",
        "integration", "ci", "training",
    ]
    private static let negations: Set<String> = ["non", "not", "pre", "no"]

    /// `prod-eu`, `Production`, `non-prod`, `eu_test_2`; nil for what names none, or several.
    init?(_ label: String) {
        let words = label.lowercased().split { !$0.isLetter }.map(String.init)
        var found: EnvironmentKind?
        for (index, word) in words.enumerated() {
            let isNegated = index > 0 && Self.negations.contains(words[index - 1])
            let kind: EnvironmentKind
            if Self.productionWords.contains(word) {
                kind = isNegated ? .other : .production
            } else if Self.otherWords.contains(word) {
                kind = .other
            } else {
                continue
            }
            if let found, found != kind { return nil }
            found = kind
        }
        guard let found else { return nil }
        self = found
    }
}
