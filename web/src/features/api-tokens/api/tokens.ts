import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { rarelyChanges } from "@/lib/query-client";

export const tokensQuery = queryOptions({
  queryKey: ["api-tokens"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/v1/me/tokens", { signal })).tokens,
  staleTime: rarelyChanges,
});

export function useCreateToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (name: string) => unwrap(await api.POST("/api/v1/me/tokens", { body: { name } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (tokenId: string) => unwrap(await api.DELETE("/api/v1/me/tokens/{tokenId}", { params: { path: { tokenId } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
}
