/// The program itself.
public enum Muster {
    /// Semantic version of program and formats; CHANGELOG.md tells what changed.
    public static let version = "0.1.0"
}
