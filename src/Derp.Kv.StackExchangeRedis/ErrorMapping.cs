using Derp.Kv.Coordination;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

/// <summary>
/// Maps the library's exceptions to ours. The main question is whether the command can have been executed. Texts of the library and
/// the server are dropped, since both may quote keys and values; so are its exceptions, except those of the socket or TLS.
/// </summary>
internal static class ErrorMapping
{
    public static Exception Map(Exception exception) => exception switch
    {
        RedisServerException server => ServerErrors.Map(server.Message),
        RedisTimeoutException timeout => new KvUnavailableException(
            "The server did not answer in time.", WasMaybeSent(timeout.Commandstatus), Cause(timeout)) { Because = UnavailableBecause.TimedOut },
        RedisConnectionException connection when IsRefusedLogin(connection) => new KvException($"{ServerErrors.RefusedLogin().Message} {ConnectionSettings.CommaHint}"),
        RedisConnectionException connection when Cause(connection) is System.Security.Authentication.AuthenticationException cause => new KvUnavailableException(
            $"The TLS handshake with the server failed: {cause.Message} Check that it uses TLS on this port, and that its certificate is trusted, valid today and issued for this host.", outcomeUnknown: false, cause),
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect } connection => new KvUnavailableException(
            "No connection to the server (UnableToConnect). Check its address, that it is running, and whether it requires TLS or a client certificate.", WasMaybeSent(connection), Cause(connection)),
        RedisConnectionException connection => new KvUnavailableException(
            $"No connection to the server ({connection.FailureType}).", WasMaybeSent(connection), Cause(connection)),
        TimeoutException => new KvUnavailableException("The server did not answer in time.", outcomeUnknown: true) { Because = UnavailableBecause.TimedOut },
        OperationCanceledException => new KvUnavailableException("The connection was closed before the server answered.", outcomeUnknown: true),
        _ => new KvException($"The client library refused the command ({exception.GetType().Name})."),
    };

    private static bool WasMaybeSent(CommandStatus status) => status is CommandStatus.Sent or CommandStatus.Unknown;

    private static bool WasMaybeSent(RedisConnectionException exception) =>
        WasMaybeSent(exception.CommandStatus)
        && exception.FailureType is not (ConnectionFailureType.UnableToConnect or ConnectionFailureType.UnableToResolvePhysicalConnection);

    private static bool IsRefusedLogin(Exception exception) => exception switch
    {
        // A failure of TLS has the same type; it contains the stream's own exception.
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } failure when Cause(failure) is null => true,
        RedisServerException server => ServerErrors.CodeOf(server.Message) is "NOAUTH" or "WRONGPASS",
        AggregateException many => many.InnerExceptions.Any(IsRefusedLogin),
        { InnerException: { } inner } => IsRefusedLogin(inner),
        _ => false,
    };

    private static Exception? Cause(Exception exception)
    {
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is System.Net.Sockets.SocketException or IOException or System.Security.Authentication.AuthenticationException)
                return inner;
        }

        return null;
    }
}
