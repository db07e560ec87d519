namespace Derp.Kv.Valkey.Tests.Glide.Resp;

// Named and worded like those of the client library, by which alone they are told apart.

/// <summary>An error reply.</summary>
public sealed class RequestException(string message) : Exception(message);

/// <summary>The connection is gone.</summary>
public sealed class ConnectionException(string message) : Exception(message);

/// <summary>The library's own, by the name of another.</summary>
public sealed class TimeoutException(string message) : Exception(message);

#pragma warning disable CA1710 // The library's name.
/// <summary>The library's settings do not fit the command.</summary>
public sealed class ConfigurationError(string message) : Exception(message);
#pragma warning restore CA1710

/// <summary>Too many failures of late.</summary>
public sealed class CircuitBreakerException(string message) : Exception(message);

/// <summary>An error reply of a transaction.</summary>
public sealed class ExecAbortException(string message) : Exception(message);
