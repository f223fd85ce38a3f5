function handle(request, { id, page = 1 }: { id: string; page?: number }, limit = 10, ...rest: string[]) {
  return [request, id, page, limit, rest, arguments.length];
}
