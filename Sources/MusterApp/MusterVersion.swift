/// The version of this program.
public enum MusterVersion {
    public static let current = "0.1.0"
}
